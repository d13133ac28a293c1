"""The older generation of the same: `from nen.workflow import agent, keyboard, mouse`.

There the browser saved its downloads to `/artifacts`. So after each `agent` and `validate` here,
what is new in the desktop's `~/Downloads` is copied there.
"""

import os

from nen._agent import Agent as _Agent
from nen._computer import Computer as _Computer
from nen._errors import RPCError, TimeoutError, ValidationError, WorkflowError

__all__ = [
    "RPCError",
    "TimeoutError",
    "ValidationError",
    "WorkflowError",
    "agent",
    "extract",
    "keyboard",
    "mouse",
    "validate",
]

_ARTIFACTS = "/artifacts"
_LARGEST_COPY = 64 << 20  # bytes; the code has 512 MiB of memory in all
_copied = {}  # name: size and time of what was copied


def agent(instruction: str, max_iterations: int = 10) -> dict:
    """Carries an instruction out; raises WorkflowError when it fails."""
    done = _Agent().execute(instruction, max_iterations)
    _copy_downloads()
    return done


def validate(question: str, timeout: float = 10) -> bool:
    """Whether the answer to a question about the screen is yes within `timeout` seconds."""
    holds = _Agent().verify(question, timeout)
    _copy_downloads()
    return holds


def extract(query: str, schema: dict) -> dict | list:
    """Reads data from the screen, in the shape of a JSON Schema."""
    return _Agent().extract(query, schema)


def _copy_downloads():
    if not os.path.isdir(_ARTIFACTS):
        return
    for file in _Computer().drive("~/Downloads").files():
        now = (file.size, file.modified)
        unfinished = file.name.endswith(".crdownload")
        if unfinished or file.size > _LARGEST_COPY or _copied.get(file.name) == now:
            continue
        try:
            data = file.read_bytes()
        except WorkflowError:
            continue  # It has gone since; the step itself succeeded.
        with open(os.path.join(_ARTIFACTS, file.name), "wb") as copy:
            copy.write(data)
        _copied[file.name] = now


class keyboard:
    """The desktop's keyboard."""

    @staticmethod
    def type(text: str, interval: float = 0.02) -> None:
        """Types a text with `interval` seconds between characters."""
        _Computer().type(text, interval)

    @staticmethod
    def press(key: str) -> None:
        """Presses one key: `Return`, `Tab`, `F5`, `a`; or a chord such as `ctrl+a`."""
        _Computer().press(key)

    @staticmethod
    def hotkey(*keys: str) -> None:
        """Presses keys in order and releases them in reverse."""
        _Computer().hotkey(*keys)


class mouse:
    """The desktop's mouse."""

    @staticmethod
    def click(x: int | None = None, y: int | None = None, button: str = "left") -> None:
        """Clicks at a point, or where the pointer is."""
        _Computer()._click(x, y, button)

    @staticmethod
    def click_at(x: int, y: int, button: str = "left") -> None:
        """Clicks at a point."""
        _Computer().click_at(x, y, button)

    @staticmethod
    def move(x: int, y: int) -> None:
        """Moves the pointer."""
        _Computer().move(x, y)

    @staticmethod
    def scroll(direction: str = "down", amount: int = 3) -> None:
        """Turns the wheel `amount` steps where the pointer is."""
        _Computer().scroll(direction, amount)
