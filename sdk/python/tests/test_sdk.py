"""The SDK says what api/golden holds, and understands its answers."""

import json
import os
import socket
import subprocess
import tempfile
import threading
import unittest

import sys

from harness import LIBS, ROOT

sys.path[:0] = [os.path.join(ROOT, "src"), LIBS]

import nen  # noqa: E402
from nen import Agent, Computer, File, SecureValue, _rpc, workflow  # noqa: E402, F401

GOLDEN = os.path.join(ROOT, "../../api/golden/run-protocol/calls.json")


class FakeWorker:
    """Answers one connection after the other from a list."""

    def __init__(self, answers):
        self.seen = []
        self._answers = answers
        self._folder = tempfile.TemporaryDirectory()
        self._listener = socket.socket(socket.AF_UNIX)
        path = os.path.join(self._folder.name, "s")
        self._listener.bind(path)
        self._listener.listen()
        os.environ["NEN_SOCKET"] = path
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        connection, _ = self._listener.accept()
        with connection, connection.makefile("rb") as reader:
            self.seen.append(json.loads(reader.readline()))
            for frames in self._answers:
                request = json.loads(reader.readline())
                self.seen.append(request)
                for frame in frames:
                    line = json.dumps({"id": request["id"], **frame}) + "\n"
                    connection.sendall(line.encode())

    def close(self):
        _rpc._connection.close()
        _rpc._connection = None
        self._listener.close()
        self._folder.cleanup()


class Golden(unittest.TestCase):
    def test_every_call(self):
        with open(GOLDEN, encoding="utf-8") as file:
            golden = json.load(file)
        worker = FakeWorker([it["answer"] for it in golden])
        self.addCleanup(worker.close)
        names = {**vars(nen), "mouse": workflow.mouse, "computer": Computer(), "agent": Agent()}
        for number, it in enumerate(golden, 1):
            with self.subTest(it["call"]):
                if "raises" in it:
                    with self.assertRaises(Exception) as caught:
                        eval(it["call"], names)
                    error = caught.exception
                    self.assertEqual(it["raises"], f"{type(error).__name__}: {error}")
                else:
                    self.assertEqual(it.get("gives"), eval(it["call"], names))
                expected = {"id": worker.seen[1]["id"] + number - 1, "method": it["method"], "params": it["params"]}
                self.assertEqual(expected, worker.seen[number])
        self.assertEqual({"hello": "code"}, worker.seen[0])


class Ids(unittest.TestCase):
    def test_no_two_calls_have_one_id(self):
        source = """
import os, sys
from concurrent.futures import ThreadPoolExecutor
from nen import _rpc

if sys.argv[1] == "called before":
    print(_rpc._ids.next())
children = []
for _ in range(4):
    child = os.fork()
    if child == 0:
        ids = ThreadPoolExecutor(4).map(lambda _: _rpc.call("a", {}), range(50))
        os.write(1, "".join(f"{it}\\n" for it in ids).encode())
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
print(_rpc._ids.next(), flush=True)
"""
        listener = socket.socket(socket.AF_UNIX)
        self.addCleanup(listener.close)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "s")
            listener.bind(path)
            listener.listen()
            threading.Thread(target=self._serve, args=(listener,), daemon=True).start()
            for how in ("called before", "not called before"):
                done = subprocess.run(
                    ["/usr/bin/python3", "-u", "-c", source, how],
                    env={"PYTHONPATH": os.pathsep.join(sys.path), "NEN_SOCKET": path},
                    stdout=subprocess.PIPE,
                    check=True,
                )
                ids = sorted(int(line) for line in done.stdout.split())
                self.assertEqual(list(range(1, len(ids) + 1)), ids)
                self.assertGreater(len(ids), 200)

    def _serve(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        with connection, connection.makefile("rb") as reader:
            reader.readline()
            for line in reader:
                number = json.loads(line)["id"]
                answer = json.dumps({"id": number, "result": number}) + "\n"
                connection.sendall(answer.encode())


class OlderGeneration(unittest.TestCase):
    def test_downloads_are_copied_once(self):
        part = {"name": "b.pdf.crdownload", "size": 1, "modified": 2.0}
        listed = [{"name": "a.pdf", "size": 2, "modified": 1.0}, part]
        read = [{"bytes": "aGk="}, {"result": {"size": 2}}]
        worker = FakeWorker(
            [
                [{"result": {"success": True}}],
                [{"result": listed}],
                read,
                [{"result": True}],
                [{"result": listed}],
            ]
        )
        self.addCleanup(worker.close)
        with tempfile.TemporaryDirectory() as folder:
            workflow._ARTIFACTS = folder
            workflow.agent("Download all documents", max_iterations=30)
            self.assertTrue(workflow.validate("Are they downloaded?"))
            with open(os.path.join(folder, "a.pdf"), encoding="utf-8") as copy:
                self.assertEqual("hi", copy.read())
            self.assertEqual(["a.pdf"], os.listdir(folder))
        methods = [it.get("method") for it in worker.seen[1:]]
        self.assertEqual(1, methods.count("drive.read"))


class Arguments(unittest.TestCase):
    """What is refused before it leaves the sandbox."""

    def test_they_are_named(self):
        computer = Computer()
        bad = {
            "button must be one of left, middle, right, not 'top'":
                lambda: computer.click_at(1, 1, "top"),
            "x must be a whole number, not 1.5": lambda: computer.move(1.5, 0),
            "hotkey() needs at least one key": computer.hotkey,
            "click() needs both x and y, or neither": lambda: workflow.mouse.click(5),
            "scroll() needs both x and y, or neither": lambda: computer.scroll(x=1),
            "type() takes a str or a SecureValue, not int": lambda: computer.type(5),
            "interval must be 0 to 3600 seconds, not -1": lambda: computer.type("a", -1),
        }
        for message, action in bad.items():
            with self.assertRaises((ValueError, TypeError)) as caught:
                action()
            self.assertEqual(message, str(caught.exception))

    def test_an_empty_schema(self):
        with self.assertRaises(ValueError):
            Agent().extract("all", {})

    def test_secure_values_show_nothing(self):
        value = SecureValue("password")
        self.assertEqual("<secure password>", f"{value}")
        self.assertEqual("<secure password>", repr(value))

    def test_errors_are_workflow_errors(self):
        for kind in (nen.RPCError, nen.TimeoutError, nen.ValidationError):
            self.assertTrue(issubclass(kind, nen.WorkflowError))
        self.assertTrue(issubclass(nen.TimeoutError, TimeoutError))

    def test_no_worker(self):
        os.environ["NEN_SOCKET"] = "/nowhere/s"
        with self.assertRaises(nen.RPCError):
            Computer().press("a")


if __name__ == "__main__":
    unittest.main()
