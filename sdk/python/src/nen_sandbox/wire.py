"""JSON lines over the worker's socket, as in api/run-protocol.md."""

import errno
import json
import os
import socket
import time

MAX_FRAME = 32 << 20

# What connecting meets while no worker listens, and what a connection meets whose worker has gone.
_AWAY = (errno.ENOENT, errno.ECONNREFUSED, errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN)
_PAUSE = 0.1


class Wire:
    """The supervisor's connection. Once there is a job, a worker may go and another come."""

    def __init__(self, sock, path):
        self._socket = sock
        self._path = path
        self._reader = sock.makefile("rb")
        self._hello = None
        self._patience = 0.0

    @classmethod
    def connect(cls, path, patience=10.0):
        """Connects; the worker may open its socket up to `patience` seconds later."""
        return cls(_connect(path, patience, 0.005), path)

    def outlast(self, hello, patience):
        """From now on a worker that goes without a bye is awaited for `patience` seconds.

        The next one is told `hello`. This process ends when none comes.
        """
        self._hello = hello
        self._patience = patience

    def fileno(self):
        """Remains the same when another worker has come."""
        return self._socket.fileno()

    def send(self, *frames):
        """Sends frames, in order, as one write; all of them again if the worker goes meanwhile."""
        lines = [json.dumps(frame, ensure_ascii=False, allow_nan=False) for frame in frames]
        data = "\n".join([*lines, ""]).encode("utf-8", "replace")
        while True:
            try:
                self._socket.sendall(data)
                return
            except OSError as error:
                self._await_worker(error)

    def receive(self):
        """The next frame; None at the end of the stream."""
        try:
            line = self._reader.readline(MAX_FRAME)
        except ConnectionResetError:
            return None
        return json.loads(line) if line.endswith(b"\n") else None

    def heed(self):
        """Waits for a word of the worker: ends this process at its bye.

        Returns whether it is another worker from now on, who has not seen what was sent last.
        """
        frame = self.receive()
        if frame is None:
            self._await_worker(None)
            return True
        if frame.get("bye"):
            os._exit(0)  # The sandbox goes with its first process.
        return False

    def _await_worker(self, error):
        """Code that prints waits meanwhile, at the latest when its pipe is full."""
        if error is not None and error.errno not in _AWAY:
            raise error
        deadline = time.monotonic() + self._patience
        while time.monotonic() < deadline:
            time.sleep(_PAUSE)  # Also where a worker refuses this one again and again.
            try:
                sock = _connect(self._path, deadline - time.monotonic(), _PAUSE)
                sock.sendall(json.dumps(self._hello).encode() + b"\n")
            except OSError:
                continue
            self._reader.close()
            os.dup2(sock.fileno(), self._socket.fileno(), inheritable=False)
            sock.close()
            self._reader = self._socket.makefile("rb")
            return
        os._exit(0)  # The sandbox goes with its first process.

    def close(self):
        self._reader.close()
        self._socket.close()


def _connect(path, patience, pause):
    deadline = time.monotonic() + patience
    while True:
        sock = socket.socket(socket.AF_UNIX)
        try:
            sock.connect(path)
            return sock
        except OSError as error:
            sock.close()
            if error.errno not in _AWAY or time.monotonic() > deadline:
                raise
            time.sleep(pause)
