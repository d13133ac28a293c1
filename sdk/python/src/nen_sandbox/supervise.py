"""The first process of a sandbox: fetches its job, runs the code as a child, reports the end.

Started as `python3 -I supervise.py SETTINGS`, SETTINGS being JSON: `language`, `socket`, `code` (an
empty folder for the sources), `libs` (folders to import from), `java` (the command that starts the
Java runner) and `limits`: memory, outputBytes, logBytes (bytes), processes, outputFiles.
"""

import base64
import ctypes
import gc
import json
import os
import resource
import signal
import sys
import traceback

_PR_SET_DUMPABLE = 4


def main(settings):
    sys.path[:0] = [os.path.dirname(os.path.dirname(os.path.abspath(__file__))), *settings["libs"]]
    _dumpable(False)
    os.umask(0o022)
    python = settings["language"] == "python"
    child = None if python else _spawn(settings, lambda outcome: _exec_java(settings["java"], outcome))
    if python:
        _warm_up()
    from nen_sandbox.wire import Wire

    wire = Wire.connect(settings["socket"])
    hello = {"hello": "supervisor", "protocol": 1, "language": settings["language"]}
    wire.send(hello)
    job = wire.receive()
    if job is None or "job" not in job:  # It is not wanted any more.
        return
    wire.outlast({**hello, "resume": True}, job.get("orphan_time", 0))
    job["limits"] = settings["limits"]
    if child is None:
        write_files(job["files"], settings["code"])
        child = _spawn(settings, lambda outcome: _run_python(job, settings["code"], wire, outcome))
    else:
        child.give(json.dumps(job).encode())
    from nen_sandbox.watch import Watch

    end = Watch(child, wire, settings["limits"]).until_the_end()
    try:
        wire.send(end)
    except (ValueError, RecursionError) as error:
        end = {"end": "died", "type": "crashed", "message": f"The end is no JSON: {error}."}
        wire.send(end)
    while True:
        if wire.heed():  # Another worker, who does not know the end.
            wire.send(end)


def write_files(files, folder):
    for file in files:
        with open(os.path.join(folder, os.path.basename(file["name"])), "wb") as out:
            out.write(base64.b64decode(file["content"]))


class Child:
    """The process that runs the code, and the ends of its pipes that we hold."""

    def __init__(self, pid, stdin, stdout, stderr, outcome):
        self.pid = pid
        self.stdout = stdout
        self.stderr = stderr
        self.outcome = outcome
        self._stdin = stdin

    def give(self, data):
        """Hands over its standard input, whole."""
        try:
            with open(self._stdin, "wb") as stdin:
                stdin.write(data)
        except BrokenPipeError:
            pass  # It died; the watch will say of what.


def _spawn(settings, body):
    pipes = [os.pipe() for _ in range(4)]
    pid = os.fork()
    if pid:
        (stdin_read, stdin), *others = pipes
        for unused in (stdin_read, *(write for _, write in others)):
            os.close(unused)
        return Child(pid, stdin, *(read for read, _ in others))
    status = 70
    try:
        os.setsid()
        (stdin, _), (_, stdout), (_, stderr), (_, outcome) = pipes
        for source, target in ((stdin, 0), (stdout, 1), (stderr, 2)):
            os.dup2(source, target)
        _confine(settings)
        status = body(outcome)
    except BaseException:
        traceback.print_exc()  # Into the run's log: a fault of ours, or a very hostile workflow.
    finally:
        os._exit(status)


def _confine(settings):
    """Limits of the code's own processes; the sandbox around sets the others."""
    limits = settings["limits"]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["outputBytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))
    if settings["language"] == "python":
        space = 2 * limits["memory"] + (512 << 20)
        resource.setrlimit(resource.RLIMIT_AS, (space, space))
    os.nice(5)  # The server answers first, whatever the code computes.
    _dumpable(True)
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
        score.write("1000")  # When memory is short, the code goes and not the supervisor.


def _exec_java(command, outcome):
    """Becomes the Java runner, which writes its `end` frame to descriptor 3."""
    os.dup2(outcome, 3)
    os.closerange(4, 64)
    os.execv(command[0], command)


def _run_python(job, folder, wire, outcome):
    from nen_sandbox import check, execute

    me = os.getpid()
    wire.close()
    sys.dont_write_bytecode = True
    sys.argv = ["workflow.py"]
    execute.prepare_output()
    frame = (check.check if job["job"] == "check" else execute.execute)(job, folder)
    if os.getpid() != me:
        return 0  # A fork that the code made came back from run; only the first may report.
    execute.flush()
    with open(outcome, "wb") as out:
        out.write(json.dumps(frame).encode() + b"\n")
    return 0


def _warm_up():
    """Imports what every job needs; the child gets it by fork."""
    import nen  # noqa: F401
    from nen_sandbox import check, execute, watch  # noqa: F401

    execute.rehearse()
    gc.collect()
    gc.freeze()


def _dumpable(whether):
    """Not dumpable: code with our uid cannot look into or trace this process."""
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, int(whether), 0, 0, 0)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
