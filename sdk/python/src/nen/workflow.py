"""The older generation of the same: `from nen.workflow import agent, keyboard, mouse`."""

from nen._agent import Agent as _Agent
from nen._computer import Computer as _Computer

__all__ = ["agent", "extract", "keyboard", "mouse", "validate"]


def agent(instruction, max_iterations=10):
    """Carries an instruction out; raises WorkflowError when it fails."""
    return _Agent().execute(instruction, max_iterations)


def validate(question, timeout=10):
    """Whether the answer to a question about the screen is yes within `timeout` seconds."""
    return _Agent().verify(question, timeout)


def extract(query, schema):
    """Reads data from the screen, in the shape of a JSON Schema."""
    return _Agent().extract(query, schema)


class keyboard:
    """The desktop's keyboard."""

    @staticmethod
    def type(text, interval=0.02):
        _Computer().type(text, interval)

    @staticmethod
    def press(key):
        _Computer().press(key)

    @staticmethod
    def hotkey(*keys):
        _Computer().hotkey(*keys)


class mouse:
    """The desktop's mouse."""

    @staticmethod
    def click(x, y, button="left"):
        _Computer().click_at(x, y, button)

    @staticmethod
    def move(x, y):
        _Computer().move(x, y)

    @staticmethod
    def scroll(direction="down", amount=3):
        _Computer().scroll(direction, amount)
