"""Runs a workflow's `run` once, in the child process, and says how it ended."""

import datetime
import importlib.util
import inspect
import json
import logging
import os
import sys
import traceback
import typing

from pydantic import BaseModel, Field, ValidationError

from nen._secure import SecureValue
from nen_sandbox import sentences
from nen_sandbox.lines import size

MAX_RESULT = 1 << 20


class Models(typing.NamedTuple):
    """What `run` is annotated with; secure is None where it takes one parameter."""

    params: type
    secure: type | None
    result: type


class LineHandler(logging.Handler):
    """Writes records between the printed lines, marked with their level (see lines.py)."""

    def emit(self, record):
        try:
            level = logging.getLevelName(10 * min(max(record.levelno // 10, 1), 5))
            text = self.format(record)
            sys.stdout.flush()
            sys.stdout.write("".join(f"\x1e{level}\x1f{line}\n" for line in text.split("\n")))
            sys.stdout.flush()
        except Exception:
            self.handleError(record)


def execute(job, folder):
    """Runs the job; returns its `end` frame."""
    limits = job["limits"]
    try:
        module = load(folder)
        models = annotations(module.run) if hasattr(module, "run") else None
        if models is None:
            return _raised("AttributeError", "workflow.py defines no function named run.")
        value = _call(module.run, models, job)
        text = result_json(value, models.result)
    except BaseException as error:
        _print_traceback(error, folder)
        return _raised(*sentences.raised(error, limits, folder))
    if len(text) > MAX_RESULT:
        return _raised(
            "ValidationError",
            f"ValidationError: the result has {size(len(text))}; at most {size(MAX_RESULT)} "
            "can be returned. Write large data to a file in /assets.",
        )
    return {"end": "returned", "result": json.loads(text)}


def load(folder):
    """The executed module workflow.py."""
    sys.path.insert(0, folder)
    path = os.path.join(folder, "workflow.py")
    spec = importlib.util.spec_from_file_location("workflow", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["workflow"] = module
    spec.loader.exec_module(module)
    return module


def annotations(run):
    """The models of `run`; raises TypeError or NameError where they are missing."""
    hints = typing.get_type_hints(run)
    given = [hints.get(name) for name in inspect.signature(run).parameters]
    if len(given) not in (1, 2) or None in given or not is_model(hints.get("return")):
        raise TypeError("run must be annotated: def run(params: Params) -> Result")
    return Models(given[0], given[1] if len(given) == 2 else None, hints["return"])


def is_model(kind):
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _call(run, models, job):
    params = models.params.model_validate_json(json.dumps(job["params"]))
    if models.secure is None:
        return run(params)
    return run(params, _references(models.secure, job.get("secure") or []))


def _references(model, supplied):
    missing = [
        name
        for name, field in model.model_fields.items()
        if field.is_required() and name not in supplied
    ]
    if missing:
        parts = "; ".join(f"secure_params.{name}: Field required" for name in missing)
        raise ValueError("ValidationError: " + parts)
    return model.model_construct(**{name: SecureValue(name) for name in supplied})


def result_json(value, model):
    """The JSON text of what `run` returned, validated again and without None fields."""
    if value is None:
        raise TypeError(f"run returned None, not {model.__name__}")
    if not isinstance(value, (BaseModel, dict)):
        kind = type(value).__name__
        raise TypeError(f"run must return {model.__name__} or a dict, not {kind}")
    checked = model.model_validate(_plain(value), by_name=True, by_alias=True)
    text = checked.model_dump_json(by_alias=True, exclude_none=True)
    if not text.startswith("{"):
        raise TypeError(f"{model.__name__} must be an object with fields, not {text[:40]}")
    return text


def _plain(value):
    """Models as dicts of their fields, unlike model_dump without asking any serializer."""
    if isinstance(value, BaseModel):
        fields = {**value.__dict__, **(value.__pydantic_extra__ or {})}
        return {name: _plain(item) for name, item in fields.items()}
    if type(value) is dict:
        return {name: _plain(item) for name, item in value.items()}
    if type(value) in (list, tuple, set, frozenset):
        return type(value)(_plain(item) for item in value) if _has_models(value) else value
    return value


def _has_models(items):
    return any(isinstance(item, (BaseModel, dict, list, tuple)) for item in items)


class _Named(logging.Formatter):
    """Shows a logger's name; the root logger has none worth showing."""

    def format(self, record):
        text = super().format(record)
        return text if record.name == "root" else f"{record.name}: {text}"


def prepare_output():
    """Lines leave as they are printed, and logging goes the same way."""
    sys.stdin = open(os.devnull, encoding="utf-8")
    for number, name in ((1, "stdout"), (2, "stderr")):
        stream = open(
            number, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    handler = LineHandler()
    handler.setFormatter(_Named())
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass


def _print_traceback(error, folder):
    """The user's part of the traceback, for the log."""
    try:
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if os.path.dirname(frame.filename) == folder]
        if own and not isinstance(error, SystemExit):
            lines = ["Traceback (most recent call last):\n", *traceback.format_list(own[-30:])]
            lines += traceback.format_exception_only(error)
            sys.stderr.write("".join(lines))
    except BaseException:
        pass


def _raised(kind, message):
    return {"end": "raised", "type": kind, "message": message}


def rehearse():
    """Does once what every workflow does, as pydantic imports most of itself on first use."""

    class Inner(BaseModel):
        name: str = Field(min_length=1)

    class Rehearsal(BaseModel):
        count: int = 1
        price: float | None = None
        items: list[Inner] = []
        more: dict[str, typing.Any] = {}
        day: datetime.date | None = None

    given = Rehearsal.model_validate_json('{"count": "2", "items": [{"name": "a"}]}')
    result_json(given, Rehearsal)
    try:
        Rehearsal.model_validate_json('{"count": "many"}')
    except ValidationError as error:
        sentences.pydantic_message(error)
