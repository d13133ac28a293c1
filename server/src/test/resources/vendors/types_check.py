"""What we send, and what the stand-in vendors answer, fits the types of the vendors' own SDKs.

Reads api/golden/models; prints what does not fit, and nothing else. PYTHONPATH has the SDKs.
"""

import json
import sys
import typing

# The SDKs say Iterable, which pydantic checks only when it is iterated over.
typing.Iterable = typing.List

import anthropic.types as claude  # noqa: E402
import anthropic.types.beta as claude_beta  # noqa: E402
import openai.types.responses as gpt  # noqa: E402
from anthropic.types.beta.message_create_params import (  # noqa: E402
    MessageCreateParamsNonStreaming as BetaMessage,
)
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming as Message  # noqa: E402
from openai.types.chat import ChatCompletionMessageFunctionToolCall as Call  # noqa: E402
from openai.types.chat.completion_create_params import (  # noqa: E402
    CompletionCreateParamsNonStreaming as Completion,
)
from openai.types.responses.response_create_params import (  # noqa: E402
    ResponseCreateParamsNonStreaming as Response,
)
from pydantic import TypeAdapter, ValidationError  # noqa: E402

# Golden file: type of the request, type of an action as it is answered.
FORMS = {
    "anthropic-toolset": (Message, claude.ComputerToolUseBlock),
    "anthropic-single": (BetaMessage, claude_beta.BetaToolUseBlock),
    "openai": (Response, gpt.ComputerAction),
    "compatible": (Completion, Call),
}


def main(folder):
    problems = []
    for form, (request, action) in FORMS.items():
        with open(f"{folder}/{form}.json", encoding="utf-8") as file:
            golden = json.load(file)
        problems += misfits(f"{form}: request", request, golden["request"])
        for number, pair in enumerate(golden["actions"]):
            wire = pair["wire"]
            if form == "compatible":
                wire = {"id": "call_1", "type": "function", "function": wire}
            problems += misfits(f"{form}: action {number}", action, wire)
    print("\n".join(problems), end="")


def misfits(where, kind, sent):
    """What is refused, and fields that the SDK does not know: those it drops."""
    adapter = TypeAdapter(kind)
    try:
        known = json.loads(adapter.dump_json(adapter.validate_python(sent), exclude_unset=True))
    except ValidationError as error:
        return [f"{where}: {it['loc']}: {it['msg']}" for it in error.errors()]
    return [f"{where}: {it}" for it in dropped(sent, known)]


def dropped(sent, known, path=""):
    if isinstance(sent, dict) and isinstance(known, dict):
        for key, value in sent.items():
            if key in known:
                yield from dropped(value, known[key], f"{path}/{key}")
            elif key != "additionalProperties":  # of a JSON Schema, which takes any key
                yield f"{path}/{key} is unknown"
    elif isinstance(sent, list) and isinstance(known, list) and len(sent) == len(known):
        for number, (one, other) in enumerate(zip(sent, known)):
            yield from dropped(one, other, f"{path}/{number}")
    elif sent != known:
        yield f"{path}: {sent!r} became {known!r}"


main(sys.argv[1])
