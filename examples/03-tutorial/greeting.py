# region greeting
from pathlib import Path

from pydantic import BaseModel


class Params(BaseModel):
    NAME: str


class Result(BaseModel):
    greeting: str


def run(params: Params) -> Result:
    greeting = f"Hello, {params.NAME}!"
    print("Writing", greeting)
    Path("greeting.txt").write_text(greeting)
    return Result(greeting=greeting)
# endregion
