"""Calls to the worker over its unix socket, as in api/run-protocol.md."""

import base64
import errno
import fcntl
import json
import os
import socket
import threading
import time

from nen._errors import RPCError, from_wire

MAX_CALL = 1 << 20
MAX_ANSWER = 16 << 20

# What connecting meets while no worker listens, and what a connection meets whose worker has gone.
_AWAY = (errno.ENOENT, errno.ECONNREFUSED, errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN)
_PAUSE = 0.1

_lock = threading.Lock()
_connection = None


class _Ids:
    """Counts calls from 1, in a file that forked children share: no two calls have one id."""

    def __init__(self):
        self._file = None

    def open(self):
        if self._file is None:
            self._file = os.memfd_create("calls")
            os.truncate(self._file, 8)

    def next(self):
        self.open()
        fcntl.lockf(self._file, fcntl.LOCK_EX)
        try:
            count = int.from_bytes(os.pread(self._file, 8, 0), "big") + 1
            os.pwrite(self._file, count.to_bytes(8, "big"), 0)
            return count
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN)


_ids = _Ids()


class _Gone(Exception):
    """There is no worker now; another will come, or the sandbox ends."""


class _Connection:
    """One stream of calls, one at a time. A forked child opens its own."""

    def __init__(self, path):
        self.pid = os.getpid()
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.connect(path)
            self._socket.sendall(b'{"hello":"code"}\n')
        except OSError as error:
            self._socket.close()
            if error.errno in _AWAY and os.path.isdir(os.path.dirname(path)):
                raise _Gone from error
            raise RPCError(f"the worker cannot be reached: {error}") from error
        self._reader = self._socket.makefile("rb")

    def ask(self, data):
        """The last frame of the answer, and the bytes before it."""
        try:
            self._socket.sendall(data)
        except OSError as error:
            if error.errno not in _AWAY:
                raise
        # A worker that refused and closed has said why.
        parts = []
        while True:
            try:
                line = self._reader.readline(MAX_ANSWER + 1)
            except ConnectionResetError as error:
                raise _Gone from error
            if len(line) > MAX_ANSWER:
                raise ValueError("the answer is too large")
            if not line.endswith(b"\n"):
                raise _Gone
            frame = json.loads(line)
            if "bytes" in frame:
                parts.append(base64.b64decode(frame["bytes"]))
                continue
            return frame, b"".join(parts)

    def close(self):
        self._reader.close()
        self._socket.close()


def call(method, params):
    """The result of one call; raises what the worker answered."""
    return _call(method, params)[0]


def fetch(method, params):
    """The bytes that one call delivers."""
    return _call(method, params)[1]


def _call(method, params):
    with _lock:
        request = {"id": _ids.next(), "method": method, "params": params}
        data = json.dumps(request, allow_nan=False).encode() + b"\n"
        if len(data) > MAX_CALL:
            raise ValueError(f"{method}: {len(data)} bytes is too much; at most {MAX_CALL}")
        frame, data = _ask_until_answered(data)
    if frame.get("error") is not None:
        raise from_wire(frame["error"])
    return frame.get("result"), data


def _ask_until_answered(data):
    """Asks the next worker the same when one has gone; ends with the sandbox at the latest."""
    global _connection
    while True:
        try:
            if _connection is None or _connection.pid != os.getpid():
                _connection = _Connection(os.environ.get("NEN_SOCKET", "/run/worker/worker.sock"))
            return _connection.ask(data)
        except _Gone:
            _forget()
            time.sleep(_PAUSE)
        except (OSError, ValueError) as error:
            _forget()
            raise RPCError(f"the way to the worker is closed: {error}") from error
        except BaseException:
            _forget()  # Its answer must not be taken for that of the next call.
            raise


def _forget():
    global _connection
    if _connection is not None:
        _connection.close()
        _connection = None


os.register_at_fork(
    before=_ids.open, after_in_child=lambda: globals().update(_lock=threading.Lock())
)
