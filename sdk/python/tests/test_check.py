"""What publishing says of good and bad code."""

import unittest

from harness import Worker

GOOD = """from pydantic import BaseModel, Field
from nen import Agent, Computer, Secure

class Params(BaseModel):
    patient: str = Field(min_length=1)
    count: int = 2

class SecureParams(BaseModel):
    password: Secure[str] = Field(min_length=8)

class Result(BaseModel):
    text: str | None = None

def run(params: Params, secure_params: SecureParams) -> Result:
    return Result()
"""


def check(source):
    return Worker().run(source, job="check").end


class Check(unittest.TestCase):
    def problems(self, source):
        end = check(source)
        self.assertEqual("refused", end["end"], end)
        return [(it["file"], it["line"], it["message"]) for it in end["problems"]]

    def test_schemas(self):
        end = check(GOOD)
        self.assertEqual("checked", end["end"], end)
        self.assertEqual(["patient"], end["params"]["required"])
        self.assertEqual("integer", end["params"]["properties"]["count"]["type"])
        password = end["secure"]["properties"]["password"]
        self.assertEqual(("string", 8, True), tuple(password[k] for k in
                                                    ("type", "minLength", "writeOnly")))
        self.assertIn("text", end["result"]["properties"])

    def test_hosts(self):
        hosts = 'ALLOWED_HOSTS = ["example.com", "*.example.com"]\n'
        self.assertEqual(["example.com", "*.example.com"], check(GOOD + hosts)["hosts"])
        self.assertNotIn("hosts", check(GOOD))
        for wrong in ('"example.com"', "[]", "[1]", "{}"):
            ((file, line, message),) = self.problems(GOOD + f"ALLOWED_HOSTS = {wrong}\n")
            self.assertEqual(("workflow.py", 16), (file, line))
            self.assertIn("must be a list of names", message)

    def test_retries(self):
        self.assertEqual(2, check(GOOD + "RETRIES = 2\n")["retries"])
        self.assertNotIn("retries", check(GOOD))
        for wrong in ("-1", "11", "True", '"2"'):
            ((file, line, message),) = self.problems(GOOD + f"RETRIES = {wrong}\n")
            self.assertEqual(("workflow.py", 16), (file, line))
            self.assertIn("must be a whole number, 0 to 10", message)

    def test_the_older_generation(self):
        end = check(
            "from nen.workflow import agent, validate, extract, keyboard, mouse\n"
            "from pydantic import BaseModel\n"
            "class Input(BaseModel): a: int\n"
            "class Output(BaseModel): b: int\n"
            "def run(input: Input) -> Output: return Output(b=input.a)\n"
        )
        self.assertEqual("checked", end["end"], end)

    def test_future_annotations(self):
        end = check("from __future__ import annotations\n" + GOOD)
        self.assertEqual("checked", end["end"], end)

    def test_syntax_in_every_file(self):
        found = self.problems({"workflow.py": "def run(:\n", "other.py": "\nx = = 1\n"})
        self.assertEqual([("other.py", 2), ("workflow.py", 1)], [it[:2] for it in found])

    def test_no_run(self):
        self.assertEqual(
            [("workflow.py", 0, "there is no function run; write def run(params: Params) -> "
              "Result, where both are pydantic models")],
            self.problems("x = 1\n"),
        )

    def test_no_file(self):
        self.assertEqual(
            [("workflow.py", 0, "there is no workflow.py among the files")],
            self.problems({"other.py": ""}),
        )

    def test_missing_annotations_are_all_named(self):
        found = self.problems("\ndef run(params,\n        secure):\n    pass\n")
        self.assertEqual([2, 2, 3], [it[1] for it in found])

    def test_no_models(self):
        found = self.problems("def run(a: int) -> str: pass\n")
        self.assertIn("the types of run cannot be used: run must be annotated", found[0][2])

    def test_params_no_model(self):
        found = self.problems(GOOD.replace("params: Params,", "params: dict,"))
        self.assertEqual("dict must be a pydantic model (BaseModel)", found[0][2])

    def test_unknown_name(self):
        found = self.problems(GOOD.replace("-> Result", "-> Resultt"))
        self.assertEqual([("workflow.py", 14, "NameError: name 'Resultt' is not defined")],
                         found)

    def test_failing_import(self):
        found = self.problems("import os\nimport pandas\n" + GOOD)
        self.assertEqual(("workflow.py", 2), found[0][:2])
        self.assertIn("ModuleNotFoundError: No module named 'pandas' (workflows have", found[0][2])

    def test_failing_helper(self):
        found = self.problems({"workflow.py": "import helper\n" + GOOD, "helper.py": "\n1 / 0\n"})
        self.assertEqual(("helper.py", 2, "ZeroDivisionError: division by zero"), found[0])

    def test_exit_while_loading(self):
        found = self.problems("import sys\nsys.exit(1)\n" + GOOD)
        self.assertEqual(2, found[0][1])

    def test_secure_in_params(self):
        found = self.problems(GOOD.replace("count: int = 2", "count: Secure[str]"))
        self.assertEqual(
            [("workflow.py", 6, "count is Secure, which only fields of SecureParams can be")], found
        )

    def test_plain_in_secure(self):
        found = self.problems(GOOD.replace("password: Secure[str]", "password: str"))
        self.assertEqual(
            [("workflow.py", 9, "password of SecureParams must be Secure[str]")], found
        )

    def test_async(self):
        found = self.problems(GOOD.replace("def run", "async def run"))
        self.assertEqual("run cannot be async; write def run", found[0][2])


if __name__ == "__main__":
    unittest.main()
