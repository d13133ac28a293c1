"""What becomes of params, results, errors, prints and logging."""

import unittest

from harness import Worker

MODELS = """
from pydantic import BaseModel, Field
from typing import Optional
class Params(BaseModel):
    name: str = "nobody"
    count: int = 1
class Inner(BaseModel):
    size: int
class Result(BaseModel):
    text: str
    note: Optional[str] = None
    inner: Optional[Inner] = None
"""


def run(body, params=None, **more):
    lines = "\n".join("    " + line for line in body.strip().split("\n"))
    source = MODELS + "def run(params: Params) -> Result:\n" + lines + "\n"
    return Worker(**more).run(source, params)


class Results(unittest.TestCase):
    def test_an_instance_without_its_none_fields(self):
        done = run("return Result(text=f'{params.name} {params.count + 1}')", {"count": "5"})
        self.assertEqual(done.end, {"end": "returned", "result": {"text": "nobody 6"}})

    def test_a_dict(self):
        done = run("return {'text': 'a', 'inner': {'size': '3'}, 'note': None}")
        self.assertEqual(done.end["result"], {"text": "a", "inner": {"size": 3}})

    def test_model_construct_is_validated_again(self):
        done = run("return Result.model_construct(text='a', inner=Inner.model_construct(size='x'))")
        self.assertEqual(done.end["type"], "ValidationError")
        self.assertEqual(
            done.end["message"],
            "ValidationError: inner.size: Input should be a valid integer, "
            "unable to parse string as an integer",
        )

    def test_nothing(self):
        done = run("pass")
        self.assertEqual(done.end["message"], "run returned None, not Result")

    def test_something_else(self):
        done = run("return [1]")
        self.assertEqual(done.end["message"], "run must return Result or a dict, not list")

    def test_too_large(self):
        done = run("return {'text': 'x' * 2_000_000}")
        self.assertIn("the result has 1.9 MiB; at most 1 MiB", done.end["message"])

    def test_bad_params(self):
        done = run("return None", {"count": "many", "name": 5})
        self.assertEqual(
            done.end["message"],
            "ValidationError: name: Input should be a valid string; count: Input should be a "
            "valid integer, unable to parse string as an integer",
        )


class Errors(unittest.TestCase):
    def message(self, body, **more):
        done = run(body, **more)
        self.assertIn(done.end["end"], ("raised", "died"))
        return done.end["type"], done.end["message"]

    def test_its_message(self):
        self.assertEqual(self.message("raise KeyError('no key')"), ("KeyError", "'no key'"))

    def test_an_empty_message(self):
        self.assertEqual(
            self.message("assert params.count == 2"),
            (
                "AssertionError",
                "AssertionError: the workflow failed without a message, at line 14 of workflow.py.",
            ),
        )

    def test_sys_exit(self):
        kind, message = self.message("import sys\nsys.exit(3)")
        self.assertEqual(kind, "SystemExit")
        self.assertEqual(message, "The workflow called sys.exit(3) before run returned.")

    def test_os_exit(self):
        kind, message = self.message("import os\nos._exit(3)")
        self.assertEqual(kind, "exited")
        self.assertIn("ended with exit status 3 before run returned", message)

    def test_segfault(self):
        kind, message = self.message("import ctypes\nctypes.string_at(0)")
        self.assertEqual(kind, "crashed")
        self.assertIn("crashed: it touched memory that is not its own (SIGSEGV)", message)

    def test_killed(self):
        kind, message = self.message("import os\nos.kill(os.getpid(), 9)")
        self.assertEqual(kind, "killed")
        self.assertIn("was killed (SIGKILL)", message)

    def test_too_much_memory_asked_for(self):
        kind, message = self.message("x = bytearray(10 << 30)")
        self.assertEqual(kind, "MemoryError")
        self.assertIn("(the sandbox has 512 MiB of memory)", message)

    def test_too_large_a_file(self):
        kind, message = self.message(
            "with open('big', 'wb') as f:\n    for _ in range(100): f.write(bytes(1 << 20))"
        )
        self.assertEqual(kind, "OSError")
        self.assertIn("(/assets and /artifacts hold at most 64 MiB and 1000 files)", message)

    def test_recursion(self):
        kind, message = self.message("def f(): f()\nf()")
        self.assertEqual(kind, "RecursionError")
        self.assertIn("maximum recursion depth", message)

    def test_missing_module(self):
        kind, message = self.message("import pandas")
        self.assertEqual(kind, "ModuleNotFoundError")
        self.assertIn("No module named 'pandas' (workflows have the standard library", message)

    def test_a_plain_system_error(self):
        kind, message = self.message("open('/nowhere/a')")
        self.assertEqual(kind, "FileNotFoundError")
        self.assertEqual(message, "[Errno 2] No such file or directory: '/nowhere/a'")

    def test_no_network(self):
        kind, message = self.message("raise OSError(101, 'Network is unreachable')")
        self.assertIn("(workflow code has no network; the desktop's browser has)", message)

    def test_no_run(self):
        done = Worker().run("x = 1\n")
        self.assertEqual(done.end["message"], "workflow.py defines no function named run.")

    def test_a_fork_that_returns_does_not_report(self):
        done = run("import os\nif os.fork() == 0:\n    return {'text': 'child'}\nos.wait()\n"
                   "return {'text': 'parent'}")
        self.assertEqual(done.end["result"], {"text": "parent"})

    def test_threads_and_children_left_running(self):
        done = run(
            "import threading, subprocess\n"
            "threading.Thread(target=threading.Event().wait).start()\n"
            "subprocess.Popen(['sleep', '60'])\n"
            "return {'text': 'done'}"
        )
        self.assertEqual(done.end["result"], {"text": "done"})


class Output(unittest.TestCase):
    def test_prints_and_logging_in_order(self):
        done = run(
            "import logging, sys\n"
            "print('one')\n"
            "logging.info('two')\n"
            "logging.getLogger('x').warning('three\\nfour')\n"
            "print('five', end='')\n"
            "logging.debug('never')\n"
            "logging.error('six')\n"
            "print('seven ü')\n"
            "return {'text': ''}"
        )
        self.assertEqual(
            done.logs,
            [
                ("stdout", "one"),
                ("INFO", "two"),
                ("WARNING", "x: three"),
                ("WARNING", "four"),
                ("stdout", "five"),
                ("ERROR", "six"),
                ("stdout", "seven ü"),
            ],
        )

    def test_children_are_heard(self):
        done = run("import os\nos.system('echo out; echo err >&2')\nreturn {'text': ''}")
        self.assertEqual(sorted(done.logs), [("stderr", "err"), ("stdout", "out")])

    def test_the_traceback_shows_own_lines_only(self):
        done = run("raise ValueError('no')")
        text = "\n".join(line for _, line in done.logs)
        self.assertIn('workflow.py", line 14, in run', text)
        self.assertNotIn("nen_sandbox", text)

    def test_a_flood_is_cut_with_a_notice(self):
        done = run("for i in range(100_000): print('x' * 100)\nreturn {'text': 'end'}")
        self.assertEqual(done.end["result"], {"text": "end"})
        self.assertEqual(
            done.logs[-1],
            ("notice", "The log is cut here: it has reached 1 MiB. The run goes on."),
        )
        self.assertLess(sum(len(line) + 1 for _, line in done.logs), (1 << 20) + 200)

    def test_a_long_line_is_split_and_bad_bytes_are_replaced(self):
        done = run("import os\nos.write(1, b'a' * 40_000 + b'\\xff\\n')\nreturn {'text': ''}")
        self.assertEqual([len(line) for _, line in done.logs], [16_384, 16_384, 7_233])


if __name__ == "__main__":
    unittest.main()
