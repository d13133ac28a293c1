"""Watches the child until it and everything it started has ended; passes its output on."""

import errno
import json
import os
import selectors
import signal
import time

from nen_sandbox import sentences
from nen_sandbox.lines import Budget, Lines

MAX_OUTCOME = 24 << 20
_CHUNK = 1 << 16


class Watch:
    """One child, from its start to the frame that says how it ended."""

    def __init__(self, child, wire, limits):
        self._child = child
        self._wire = wire
        self._limits = limits
        self._budget = Budget(limits["logBytes"])
        self._streams = {child.stdout: Lines("stdout"), child.stderr: Lines("stderr")}
        self._outcome = bytearray()
        self._status = None
        self._peak = 0
        # By number, not by open file as epoll does: the wire keeps its number with each worker.
        self._selector = selectors.PollSelector()

    def until_the_end(self):
        """The `end` frame."""
        wake, _alarm = os.pipe()
        os.set_blocking(_alarm, False)
        signal.set_wakeup_fd(_alarm, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        readable = (wake, self._wire.fileno(), self._child.outcome, *self._streams)
        for descriptor in readable:
            self._selector.register(descriptor, selectors.EVENT_READ)
        self._reap()
        while self._status is None:
            self._pump(None, wake)
        left = self._end_all()
        self._drain(wake)
        if left:
            self._say(f"{left} processes were still running at the end; they were ended.")
        return self._end_frame()

    def _pump(self, timeout, wake):
        """Handles what is ready; whether there was anything."""
        ready = self._selector.select(timeout)
        for key, _ in ready:
            if key.fd == wake:
                os.read(wake, _CHUNK)
                self._reap()
            elif key.fd == self._wire.fileno():
                self._wire.heed()
            else:
                self._read(key.fd)
        return bool(ready)

    def _read(self, descriptor):
        data = os.read(descriptor, _CHUNK)
        if not data:
            self._selector.unregister(descriptor)
        elif descriptor == self._child.outcome:
            self._outcome += data[: MAX_OUTCOME - len(self._outcome)]
        elif not self._budget.spent:
            self._send(self._streams[descriptor].feed(data))

    def _send(self, frames):
        passed = self._budget.admit(frames)
        if passed:
            self._wire.send(*passed)

    def _say(self, line):
        self._wire.send({"log": "notice", "line": line})

    def _reap(self):
        """Takes the status of every process that ended; how many there were."""
        count = 0
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return count
            if pid == 0:
                return count
            count += 1
            self._peak = max(self._peak, usage.ru_maxrss * 1024)
            if pid == self._child.pid:
                self._status = status

    def _end_all(self):
        """Kills everything else in the sandbox; how many processes that were."""
        first = os.getpid() == 1
        killed = 0
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            try:
                # -1 is "all", which is right for the first process of a sandbox and no other.
                os.kill(-1, signal.SIGKILL) if first else os.killpg(self._child.pid, signal.SIGKILL)
            except OSError as error:
                if error.errno != errno.EPERM:
                    break
            reaped = self._reap()
            killed += reaped
            if not reaped and not first:
                break
        return killed

    def _drain(self, wake):
        """Reads what the pipes still hold; nobody writes any more."""
        self._selector.unregister(wake)
        deadline = time.monotonic() + 10
        while len(self._selector.get_map()) > 1 and time.monotonic() < deadline:
            if not self._pump(0.2, wake):
                break
        if not self._budget.spent:
            for lines in self._streams.values():
                self._send(lines.end())

    def _end_frame(self):
        try:
            return json.loads(self._outcome)
        except (ValueError, RecursionError):
            kind, message = sentences.died(self._status, self._peak, self._limits)
            return {"end": "died", "type": kind, "message": message}
