"""Writes docs/reference/python-sdk.md from the SDK's signatures and docstrings.

    /usr/bin/python3 sdk/python/tests/reference.py
"""

import ast
import inspect
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FILE = os.path.join(ROOT, "../../docs/reference/python-sdk.md")
INTRODUCTION = """# Python SDK

What a workflow may import from `nen`, made from its code by `sdk/python/tests/reference.py`; a test
holds it true. How it is used: [Write a workflow](../guides/write-a-workflow.md).
"""


def render():
    parts = [INTRODUCTION]
    module = _parse("__init__")
    for name in _exported(module):
        parts.append(_item(name, _definition(module, name), 2))
    old = _parse("workflow")
    parts.append("## nen.workflow\n\n" + _text(old))
    for name in _exported(old):
        if (item := _own(old, name)) is not None:
            parts.append(_item(name, item, 3))
    return "\n".join(parts)


def _parse(name):
    with open(os.path.join(ROOT, "src/nen", name + ".py"), encoding="utf-8") as file:
        return ast.parse(file.read())


def _exported(module):
    for node in module.body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "__all__":
            return ast.literal_eval(node.value)
    raise ValueError("there is no __all__")


def _own(module, name):
    kinds = (ast.ClassDef, ast.FunctionDef)
    return next((it for it in module.body if isinstance(it, kinds) and it.name == name), None)


def _definition(module, name):
    for node in module.body:
        if isinstance(node, ast.ImportFrom) and name in [it.name for it in node.names]:
            return _own(_parse(node.module.removeprefix("nen.")), name)
    raise ValueError(f"{name} comes from nowhere")


def _item(name, node, level):
    heading = "#" * level
    if isinstance(node, ast.FunctionDef):
        return f"{heading} {name}\n\n{_entry(name, node)}"
    parts = [f"{heading} {name}\n\n{_text(node)}"]
    bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
    if bases and bases != ["Exception"]:
        parts.append(f"Is a `{bases[0]}`.\n")
    for member in node.body:
        if isinstance(member, ast.FunctionDef):
            if member.name == "__init__" and not name.startswith(("File", "Drive", "SecureValue")):
                parts.append(f"- `{name}{_signature(member)}`\n")
            elif not member.name.startswith("_"):
                parts.append(_entry(f"{member.name}", member))
    return "\n".join(parts)


def _entry(name, node):
    lines = _text(node).rstrip("\n").split("\n")
    text = "\n".join("  " + line if line else "" for line in lines)
    return f"- `{name}{_signature(node)}`\n\n{text}\n"


def _signature(node):
    arguments = ast.unparse(node.args)
    for own in ("self, ", "self"):
        arguments = arguments.removeprefix(own)
    arguments = re.sub(r"(?<=\w)=", " = ", arguments).replace("'", '"')
    returns = "" if node.returns is None else " -> " + ast.unparse(node.returns).strip("'")
    return f"({arguments}){returns}"


def _text(node):
    return inspect.cleandoc(ast.get_docstring(node) or "") + "\n"


if __name__ == "__main__":
    with open(FILE, "w", encoding="utf-8") as file:
        file.write(render())
