"""Runs the supervisor as a plain child process against a worker made of a thread."""

import base64
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIBS = os.environ.get("HANDWRIGHT_PYTHON_LIBS") or os.path.join(ROOT, "../../build/python")
LIMITS = {
    "memory": 512 << 20,
    "outputBytes": 64 << 20,
    "logBytes": 1 << 20,
    "processes": 128,
    "outputFiles": 1000,
}


class Worker:
    """Answers the sandbox's calls from a table and keeps what it said."""

    def __init__(self, answers=None, limits=None):
        self.answers = answers or {}
        self.limits = {**LIMITS, **(limits or {})}
        self.calls = []
        self.logs = []
        self.end = None

    def run(self, source, params=None, job="execute", **more):
        files = source if isinstance(source, dict) else {"workflow.py": source}
        frame = {
            "job": job,
            "files": [
                {"name": name, "content": base64.b64encode(text.encode()).decode()}
                for name, text in files.items()
            ],
            "params": params or {},
            **more,
        }
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "worker.sock")
            for name in ("code", "assets"):
                os.mkdir(os.path.join(folder, name))
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(path)
                listener.listen()
                threading.Thread(target=self._serve, args=(listener, frame), daemon=True).start()
                self._supervise(folder, path)
                listener.shutdown(socket.SHUT_RDWR)
        return self

    def _supervise(self, folder, path):
        settings = {
            "language": "python",
            "socket": path,
            "code": os.path.join(folder, "code"),
            "libs": [LIBS],
            "limits": self.limits,
        }
        script = os.path.join(ROOT, "src/nen_sandbox/supervise.py")
        command = ["/usr/bin/python3", "-I", script, json.dumps(settings)]
        env = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "NEN_SOCKET": path}
        done = subprocess.run(
            command, cwd=os.path.join(folder, "assets"), env=env, timeout=60, stderr=subprocess.PIPE
        )
        if done.stderr:
            sys.stderr.write(done.stderr.decode())

    def _serve(self, listener, job):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection, job), daemon=True).start()

    def _talk(self, connection, job):
        with connection, connection.makefile("rb") as reader:
            for line in reader:
                frame = json.loads(line)
                if frame.get("hello") == "supervisor":
                    connection.sendall(json.dumps(job).encode() + b"\n")
                elif "log" in frame:
                    self.logs.append((frame["log"], frame["line"]))
                elif "end" in frame:
                    self.end = frame
                    return
                elif "method" in frame:
                    self._answer(connection, frame)

    def _answer(self, connection, frame):
        self.calls.append((frame["method"], frame["params"]))
        answer = self.answers.get(frame["method"])
        frames = answer(frame["params"]) if callable(answer) else [{"result": answer}]
        for one in frames:
            connection.sendall(json.dumps({"id": frame["id"], **one}).encode() + b"\n")
