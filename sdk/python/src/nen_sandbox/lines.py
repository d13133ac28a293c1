"""Turns the bytes that code prints into log frames, line by line."""

import re

MAX_LINE = 16_384
# A logging record arrives between printed lines as \x1e LEVEL \x1f text (see execute.LineHandler).
_RECORD = re.compile(r"\x1e(DEBUG|INFO|WARNING|ERROR|CRITICAL)\x1f")


class Lines:
    """One stream of output. Longer lines than MAX_LINE bytes go on in the next frame."""

    def __init__(self, stream):
        self._stream = stream
        self._rest = b""

    def feed(self, data):
        """The frames of all lines that `data` completes."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        frames = [frame for line in whole for frame in self._frames(line)]
        while len(self._rest) > MAX_LINE:
            frames += self._frames(self._rest[:MAX_LINE])
            self._rest = self._rest[MAX_LINE:]
        return frames

    def end(self):
        """The frames of a last line without its newline."""
        rest, self._rest = self._rest, b""
        return self._frames(rest) if rest else []

    def _frames(self, line):
        for start in range(0, max(len(line), 1), MAX_LINE):
            text = line[start : start + MAX_LINE].decode("utf-8", "replace").rstrip("\r")
            printed, *records = _RECORD.split(text)
            if printed or not records:
                yield {"log": self._stream, "line": printed}
            for level, message in zip(records[::2], records[1::2]):
                yield {"log": level, "line": message}


FRAME = 40  # What a line costs besides its text.


class Budget:
    """Lets log frames through until they are `limit` bytes in all, then says so once."""

    def __init__(self, limit):
        self._limit = limit
        self._left = limit
        self.spent = False

    def admit(self, frames):
        if self.spent:
            return []
        passed = []
        for frame in frames:
            self._left -= len(frame["line"].encode("utf-8", "replace")) + FRAME
            if self._left < 0:
                self.spent = True
                passed.append({"log": "notice", "line": self._notice()})
                break
            passed.append(frame)
        return passed

    def _notice(self):
        return f"The log is cut here: it has reached {size(self._limit)}. The run goes on."


def size(count):
    """A number of bytes for people: `512 MiB`."""
    for unit, one in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if count >= one:
            text = f"{count / one:.1f}".removesuffix(".0")
            return f"{text} {unit}"
    return f"{count} bytes"
