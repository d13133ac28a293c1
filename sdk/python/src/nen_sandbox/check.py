"""Finds what is wrong with a workflow before it is published, and reads its schemas."""

import ast
import os
import traceback
import typing

from pydantic.json_schema import GenerateJsonSchema

from nen._secure import SecureOf, SecureValue
from nen_sandbox import execute, sentences

FORM = "def run(params: Params) -> Result, where both are pydantic models"


class Problems:
    """What was found, for `refused`."""

    def __init__(self):
        self.found = []

    def add(self, file, line, message):
        self.found.append({"file": file, "line": line or 0, "message": message})


def check(job, folder):
    """The `end` frame: `refused` with every problem, or `checked` with the schemas."""
    problems = Problems()
    trees = _parse(folder, problems)
    if "workflow.py" not in trees and not problems.found:
        problems.add("workflow.py", 0, "there is no workflow.py among the files")
    run = _find_run(trees.get("workflow.py"), problems)
    if problems.found:
        return _refused(problems)
    return _executed(job, folder, trees["workflow.py"], run, problems)


def _parse(folder, problems):
    trees = {}
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".py"):
            continue
        with open(os.path.join(folder, name), "rb") as file:
            source = file.read()
        try:
            trees[name] = ast.parse(source, name)
            compile(trees[name], name, "exec", dont_inherit=True)
        except SyntaxError as error:
            problems.add(name, error.lineno, f"SyntaxError: {error.msg}")
        except (ValueError, RecursionError, MemoryError) as error:
            problems.add(name, 0, f"this cannot be read as Python: {error}")
    return trees


def _find_run(tree, problems):
    if tree is None:
        return None
    found = [it for it in tree.body if getattr(it, "name", None) == "run"]
    if not found:
        if not _may_bind_run(tree):
            problems.add("workflow.py", 0, f"there is no function run; write {FORM}")
        return None
    run = found[-1]
    if isinstance(run, ast.AsyncFunctionDef):
        problems.add("workflow.py", run.lineno, "run cannot be async; write def run")
    elif not isinstance(run, ast.FunctionDef):
        problems.add("workflow.py", run.lineno, f"run must be a function; write {FORM}")
    else:
        _signature(run, problems)
    return run


def _may_bind_run(tree):
    names = [it for it in ast.walk(tree) if isinstance(it, (ast.Import, ast.ImportFrom))]
    bound = {alias.asname or alias.name for it in names for alias in it.names}
    for it in tree.body:
        if isinstance(it, ast.Assign):
            bound |= {target.id for target in it.targets if isinstance(target, ast.Name)}
    return "run" in bound


def _signature(run, problems):
    arguments = [*run.args.posonlyargs, *run.args.args]
    if len(arguments) not in (1, 2) or run.args.vararg or run.args.kwarg or run.args.kwonlyargs:
        problems.add(
            "workflow.py", run.lineno, "run takes params, or params and secure_params; " + FORM
        )
    for argument in arguments:
        if argument.annotation is None:
            problems.add(
                "workflow.py", argument.lineno, f"{argument.arg} of run needs a type: {FORM}"
            )
    if run.returns is None:
        problems.add("workflow.py", run.lineno, f"run needs the type it returns: {FORM}")


def _executed(job, folder, tree, run, problems):
    line = run.lineno if run is not None else 0
    try:
        module = execute.load(folder)
    except BaseException as error:
        file, at = _last_own_line(error, folder)
        kind, message = sentences.raised(error, job["limits"], folder)
        prefix = "" if message.startswith(kind) else f"{kind}: "
        problems.add(file, at, f"{prefix}{message}")
        return _refused(problems)
    if not callable(getattr(module, "run", None)):
        problems.add("workflow.py", line, f"there is no function run; write {FORM}")
        return _refused(problems)
    try:
        models = execute.annotations(module.run)
    except Exception as error:
        problems.add("workflow.py", line, f"the types of run cannot be used: {error}")
        return _refused(problems)
    frame = {"end": "checked"}
    _hosts(module, tree, frame, problems)
    _retries(module, tree, frame, problems)
    return _schemas(models, tree, line, frame, problems)


def _hosts(module, tree, frame, problems):
    """Whether each is a name of a host the server judges."""
    hosts = getattr(module, "ALLOWED_HOSTS", None)
    if hosts is None:
        return
    if not isinstance(hosts, (list, tuple)) or not hosts or not all(type(it) is str for it in hosts):
        line = next((it.lineno for it in tree.body if "ALLOWED_HOSTS" in ast.dump(it)), 0)
        problems.add(
            "workflow.py",
            line,
            'ALLOWED_HOSTS must be a list of names, as in ["*.example.com"]; leave it out to allow all',
        )
    else:
        frame["hosts"] = list(hosts)


def _retries(module, tree, frame, problems):
    retries = getattr(module, "RETRIES", 0)
    if type(retries) is not int or not 0 <= retries <= 10:
        line = next((it.lineno for it in tree.body if "RETRIES" in ast.dump(it)), 0)
        problems.add("workflow.py", line, "RETRIES must be a whole number, 0 to 10")
    elif retries:
        frame["retries"] = retries


def _schemas(models, tree, line, frame, problems):
    modes = {"params": "validation", "result": "serialization", "secure": "validation"}
    for role, mode in modes.items():
        model = getattr(models, role)
        if model is None:
            continue
        if not execute.is_model(model):
            name = getattr(model, "__name__", str(model))
            problems.add("workflow.py", line, f"{name} must be a pydantic model (BaseModel)")
            continue
        _secure_fields(model, role, tree, problems)
        try:
            schema = model.model_json_schema(mode=mode, schema_generator=GenerateJsonSchema)
            frame[role] = schema
            if schema.get("type", "object") != "object":
                problems.add(
                    "workflow.py",
                    _line_of(tree, model.__name__),
                    f"{model.__name__} must have fields; a RootModel of {schema['type']} has none",
                )
        except Exception as error:
            at = _line_of(tree, model.__name__)
            problems.add("workflow.py", at, f"{model.__name__} has no JSON Schema: {error}")
    return _refused(problems) if problems.found else frame


def _secure_fields(model, role, tree, problems):
    for name, field in model.model_fields.items():
        secure = any(isinstance(it, SecureOf) for it in field.metadata)
        secure = secure or _mentions_secure(field.annotation)
        at = _line_of(tree, model.__name__, name)
        if secure and role != "secure":
            problems.add(
                "workflow.py", at, f"{name} is Secure, which only fields of SecureParams can be"
            )
        if not secure and role == "secure":
            problems.add("workflow.py", at, f"{name} of {model.__name__} must be Secure[str]")


def _mentions_secure(annotation):
    if annotation is SecureValue:
        return True
    return any(_mentions_secure(part) for part in typing.get_args(annotation))


def _line_of(tree, class_name, field=None):
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == class_name:
            for part in node.body:
                target = getattr(part, "target", None)
                if isinstance(part, ast.AnnAssign) and getattr(target, "id", None) == field:
                    return part.lineno
            return node.lineno
    return 0


def _last_own_line(error, folder):
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if os.path.dirname(frame.filename) == folder:
            return os.path.basename(frame.filename), frame.lineno
    if isinstance(error, SyntaxError) and error.filename:
        return os.path.basename(error.filename), error.lineno or 0
    return "workflow.py", 0


def _refused(problems):
    found = sorted(problems.found, key=lambda it: (it["file"], it["line"]))
    return {"end": "refused", "problems": found[:100]}
