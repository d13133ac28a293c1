"""Lets a model do one task on a desktop; `make try-model` runs it."""

from nen import Agent, Computer
from pydantic import BaseModel


# region run
class Params(BaseModel):
    TASK: str
    MODEL: str | None = None  # None: the server's default


class Result(BaseModel):
    message: str
    iterations: int


def run(params: Params) -> Result:
    agent = Agent(model=params.MODEL)
    Computer().click_at(28, 748)  # Chromium's icon in the taskbar
    if not agent.verify("Is a browser window open?", timeout=30):
        Computer().click_at(28, 748)
    done = agent.execute(params.TASK, max_iterations=30)
    return Result(message=done["message"], iterations=done["iterations"])
# endregion
