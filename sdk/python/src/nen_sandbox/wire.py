"""JSON lines over the worker's socket, as in api/run-protocol.md."""

import errno
import json
import socket
import time

MAX_FRAME = 32 << 20


class Wire:
    """The supervisor's connection."""

    def __init__(self, sock):
        self._socket = sock
        self._reader = sock.makefile("rb")

    @classmethod
    def connect(cls, path, patience=10.0):
        """Connects; the worker may open its socket up to `patience` seconds later."""
        deadline = time.monotonic() + patience
        while True:
            sock = socket.socket(socket.AF_UNIX)
            try:
                sock.connect(path)
                return cls(sock)
            except OSError as error:
                sock.close()
                waiting = error.errno in (errno.ENOENT, errno.ECONNREFUSED)
                if not waiting or time.monotonic() > deadline:
                    raise
                time.sleep(0.005)

    def fileno(self):
        return self._socket.fileno()

    def send(self, *frames):
        """Sends frames, in order, as one write."""
        lines = [json.dumps(frame, ensure_ascii=False, allow_nan=False) for frame in frames]
        data = "\n".join([*lines, ""]).encode("utf-8", "replace")
        self._socket.sendall(data)

    def receive(self):
        """The next frame; None at the end of the stream."""
        line = self._reader.readline(MAX_FRAME)
        return json.loads(line) if line.endswith(b"\n") else None

    def close(self):
        self._reader.close()
        self._socket.close()
