"""A worker goes without a word, and what is in the sandbox goes on with the next one."""

import base64
import json
import os
import socket
import subprocess
import tempfile
import unittest

from harness import LIBS, LIMITS, ROOT

SOURCE = """
import os
from pydantic import BaseModel
from nen import _rpc
class P(BaseModel):
    lines: int
class R(BaseModel):
    a: list
def run(p: P) -> R:
    print("before")
    first = _rpc.call("one", {"x": 1})
    for i in range(p.lines):
        print(i)
    return R(a=[first, _rpc.fetch("two", {}).decode()])
"""


_PEERS = []


class Peer:
    """One connection from the sandbox."""

    def __init__(self, listener):
        listener.settimeout(20)
        self._socket, _ = listener.accept()
        self._socket.settimeout(20)
        self._reader = self._socket.makefile("rb")
        self.hello = self.receive()
        _PEERS.append(self)

    def receive(self):
        line = self._reader.readline()
        return json.loads(line) if line else None

    def send(self, frame):
        self._socket.sendall(json.dumps(frame).encode() + b"\n")

    def close(self):
        self._reader.close()
        self._socket.close()


class Return(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = os.path.join(self.folder, "worker.sock")
        for name in ("code", "assets"):
            os.mkdir(os.path.join(self.folder, name))
        self.listen()
        self.process = self.supervisor()

    def tearDown(self):
        self.process.kill()
        self.process.wait()
        self.listener.close()
        while _PEERS:
            _PEERS.pop().close()

    def supervisor(self):
        settings = {
            "language": "python",
            "socket": self.path,
            "code": os.path.join(self.folder, "code"),
            "libs": [LIBS],
            "limits": LIMITS,
        }
        script = os.path.join(ROOT, "src/nen_sandbox/supervise.py")
        return subprocess.Popen(
            ["/usr/bin/python3", "-I", script, json.dumps(settings)],
            cwd=os.path.join(self.folder, "assets"),
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "NEN_SOCKET": self.path},
        )

    def listen(self):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen()

    def crash(self, *peers):
        """As a killed server: its socket's file stays."""
        self.listener.close()
        for peer in peers:
            peer.close()

    def next_worker(self):
        os.unlink(self.path)
        self.listen()
        found = [Peer(self.listener) for _ in range(2)]
        return sorted(found, key=lambda it: it.hello["hello"], reverse=True)

    def start(self, orphan_time=60, lines=0):
        supervisor = Peer(self.listener)
        self.assertNotIn("resume", supervisor.hello)
        content = base64.b64encode(SOURCE.encode()).decode()
        files = [{"name": "workflow.py", "content": content}]
        job = {"job": "execute", "files": files, "params": {"lines": lines}}
        job["orphan_time"] = orphan_time
        supervisor.send(job)
        code = Peer(self.listener)
        return supervisor, code

    def test_a_call_is_asked_again_and_the_end_is_told_until_it_is_heard(self):
        supervisor, code = self.start()
        self.assertEqual("before", supervisor.receive()["line"])
        self.assertEqual((1, "one"), _asked(code))
        self.crash(supervisor, code)

        supervisor, code = self.next_worker()
        self.assertEqual(
            {"hello": "supervisor", "protocol": 1, "language": "python", "resume": True},
            supervisor.hello,
        )
        self.assertEqual((1, "one"), _asked(code))
        code.send({"id": 1, "result": "first"})
        self.assertEqual((2, "two"), _asked(code))
        code.send({"id": 2, "bytes": base64.b64encode(b"only a part").decode()})
        self.crash(supervisor, code)

        supervisor, code = self.next_worker()
        self.assertEqual((2, "two"), _asked(code))
        code.send({"id": 2, "bytes": base64.b64encode(b"all").decode()})
        code.send({"id": 2, "result": None})
        end = {"end": "returned", "result": {"a": ["first", "all"]}}
        self.assertEqual(end, self.until_the_end(supervisor))
        self.crash(supervisor)

        os.unlink(self.path)
        self.listen()
        supervisor = Peer(self.listener)
        self.assertEqual(end, supervisor.receive())
        supervisor.send({"bye": True})
        self.assertEqual(0, self.process.wait(20))

    def test_what_is_printed_meanwhile_waits(self):
        supervisor, code = self.start(lines=20_000)
        self.assertEqual("before", supervisor.receive()["line"])
        self.assertEqual((1, "one"), _asked(code))
        self.crash(supervisor)
        code.send({"id": 1, "result": "first"})
        code.close()

        supervisor, code = self.next_worker()
        lines = [supervisor.receive()["line"] for _ in range(20_000)]
        self.assertEqual([str(i) for i in range(20_000)], lines)
        self.assertEqual((2, "two"), _asked(code))

    def test_it_ends_when_nobody_comes(self):
        supervisor, code = self.start(orphan_time=1)
        self.crash(supervisor, code)
        self.assertEqual(0, self.process.wait(20))

    def test_it_ends_at_once_where_it_may_not_wait(self):
        supervisor, code = self.start(orphan_time=0)
        self.crash(supervisor, code)
        self.assertEqual(0, self.process.wait(20))

    def test_it_ends_at_a_bye(self):
        supervisor, _ = self.start()
        supervisor.send({"bye": True})
        self.assertEqual(0, self.process.wait(20))

    def test_without_a_job_there_is_nothing_to_go_on_with(self):
        supervisor = Peer(self.listener)
        self.crash(supervisor)
        self.assertEqual(0, self.process.wait(20))

    def until_the_end(self, supervisor):
        while "end" not in (frame := supervisor.receive()):
            pass
        return frame


def _asked(code):
    frame = code.receive()
    return frame["id"], frame["method"]


if __name__ == "__main__":
    unittest.main()
