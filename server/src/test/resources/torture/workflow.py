"""Opens a page and submits there some times, each exactly once, whatever dies meanwhile."""

import time

from nen import ActionUncertain, Computer, WorkflowError
from pydantic import BaseModel


class Params(BaseModel):
    URL: str
    RUN: str
    submissions: int


class Result(BaseModel):
    submissions: int


computer = Computer()
downloads = computer.drive("~/Downloads")


def arrived(name: str, looks: int) -> bool:
    """Whether the page has handed over this file, its sign that something happened."""
    for _ in range(looks):
        if downloads.files(name):
            return True
        time.sleep(0.2)
    return False


def certainly(action) -> bool:
    try:
        action()
        return True
    except ActionUncertain as error:
        print("uncertain:", error)
        return False


def open_page(url: str) -> None:
    for _ in range(5):
        certainly(lambda: computer.click_at(28, 748))
        computer.wait_until_still(quiet=1, timeout=30)
        certainly(lambda: computer.press("ctrl+l"))
        certainly(lambda: computer.type(url + "\n"))
        if arrived("loaded*", 60):
            return
    raise WorkflowError("the page did not open")


def submit(n: int) -> None:
    """Once more only where it is not known whether it was done, and looking shows that it was not."""
    while not certainly(lambda: computer.click_at(500, 400)):
        if arrived(f"submitted-{n}*", 60):
            return
    if not arrived(f"submitted-{n}*", 200):
        raise WorkflowError(f"submission {n} was not seen")


def run(params: Params) -> Result:
    open_page(f"{params.URL}?run={params.RUN}")
    for n in range(1, params.submissions + 1):
        submit(n)
    return Result(submissions=params.submissions)
