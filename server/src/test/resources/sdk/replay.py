"""Sends a file of golden exchanges byte for byte and checks the answers with strict models.

    replay.py HOST:PORT KEY FILE

The models require what the public Python and Go clients require: pydantic v2, strict types, no nulls.
Says on each line what is wrong; exits with 1 if anything is.
"""

import http.client
import json
import socket
import sys
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Text = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class Exact(Strict):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class SessionInfo(Exact):
    href: Annotated[str, Field(pattern=r"^https?://")]
    active: bool
    interactive: bool


class Desktop(Strict):
    desktop_id: Annotated[str, Field(pattern=r"^dsk_")]
    desktop_type: Text
    status: Literal["running", "deleted"]
    workspace_id: Annotated[str, Field(pattern=r"^ws_")]
    instance_id: str = ""
    public_ip: str = ""
    private_ip: str = ""
    name: str = ""
    controller_arn: str = ""
    session: SessionInfo = SessionInfo(href="http://none", active=False, interactive=False)
    created_at: int
    updated_at: int


class DeleteResponse(Exact):
    desktop_id: Annotated[str, Field(pattern=r"^dsk_")]
    status: Literal["deleted"]


class ExecuteResult(Strict):
    status: Literal["ok"]
    output: str = ""
    base64_image: str = ""
    coordinate: Annotated[list[int], Field(min_length=2, max_length=2)] = [0, 0]


class Screenshot(ExecuteResult):
    base64_image: Annotated[str, Field(pattern=r"^iVBORw0KGgo")]


class Position(ExecuteResult):
    coordinate: Annotated[list[int], Field(min_length=2, max_length=2)]


class ToolSchema(Strict):
    name: Text
    description: Text
    parameters: dict[str, Any]


class ToolLog(Strict):
    id: str | int
    tool: Text
    action: Text
    params: dict[str, Any]
    status: Text
    duration_ms: int | float


class File(Exact):
    name: Text
    size: int
    modified: float
    is_dir: Literal[True] = True


class FileList(Exact):
    files: list[File]


class UploadFileResponse(Exact):
    success: Literal[True]
    size: int
    filename: Text


class Error(Exact):
    error: Text


MODELS = {
    "Desktop": Desktop,
    "Desktop[]": list[Desktop],
    "DeleteResponse": DeleteResponse,
    "ExecuteResult": ExecuteResult,
    "Screenshot": Screenshot,
    "Position": Position,
    "ToolSchema[]": list[ToolSchema],
    "ToolLog[]": list[ToolLog],
    "SessionInfo": SessionInfo,
    "FileList": FileList,
    "UploadFileResponse": UploadFileResponse,
    "Error": Error,
}


def exchange(address: str, request: dict, fill) -> tuple[int, str, bytes]:
    body = fill(request.get("body", "")).encode()
    chunked = any(name.lower() == "transfer-encoding" for name, _ in request["headers"])
    lines = [f"{request['method']} {fill(request['target'])} HTTP/1.1"]
    lines += [f"{name}: {fill(value)}" for name, value in request["headers"]]
    head = "\r\n".join(lines).replace("{length}", str(len(body)))
    if chunked:
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
    host, port = address.split(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.sendall(head.encode() + b"\r\n\r\n" + body)
        answer = http.client.HTTPResponse(connection, method=request["method"])
        answer.begin()
        return answer.status, answer.headers.get("Content-Type", ""), answer.read()


def problem(expected: dict, status: int, kind: str, body: bytes) -> str:
    if status != expected["status"]:
        return f"status {status}, not {expected['status']}: {body[:300]!r}"
    if "bytes" in expected:
        return "" if body == expected["bytes"].encode() else f"other bytes: {body[:100]!r}"
    if "model" not in expected:
        return "" if body == b"" else f"a body where none should be: {body[:100]!r}"
    if not kind.startswith("application/json"):
        return f"Content-Type {kind!r}"
    try:
        value = json.loads(body)
        TypeAdapter(MODELS[expected["model"]]).validate_python(value)
    except (ValueError, ValidationError) as error:
        return str(error)
    wrong = [name for name, wanted in expected.get("fields", {}).items() if value.get(name) != wanted]
    return f"other values of {wrong}: {body[:300]!r}" if wrong else ""


def main(address: str, key: str, path: str) -> int:
    with open(path, encoding="utf-8") as file:
        exchanges = json.load(file)["exchanges"]
    desktop, failed = "", 0
    for it in exchanges:

        def fill(text: str) -> str:
            return text.replace("{host}", address).replace("{key}", key).replace("{desktop}", desktop)

        status, kind, body = exchange(address, it["request"], fill)
        wrong = problem(it["answer"], status, kind, body)
        if wrong:
            print(f"{it['call']}: {wrong}")
            failed += 1
        elif it["answer"].get("keep"):
            desktop = json.loads(body)["desktop_id"]
    print(f"{len(exchanges)} exchanges, {failed} wrong")
    return 1 if failed else 0


sys.exit(main(*sys.argv[1:]))
