"""Logs in with a password that this code never sees, and gets a popup out of the way."""

from nen import Agent, Computer, Secure
from pydantic import BaseModel, Field


class Params(BaseModel):
    url: str = Field(min_length=1)
    username: str


class SecureParams(BaseModel):
    password: Secure[str] = Field(min_length=1, description="Password of the clinic's desk")


class Result(BaseModel):
    account_name: str = Field(min_length=1, description="Account name shown after the login")


# region run
def run(params: Params, secure_params: SecureParams) -> Result:
    agent = Agent()
    computer = Computer()

    agent.execute("Click the Chromium browser icon in the taskbar")
    if not agent.verify("Is the Chromium browser open?", timeout=20):
        raise RuntimeError("The browser did not open")
    agent.execute(f"Navigate to {params.url}")
    if not agent.verify("Is the login form visible?", timeout=20):
        raise RuntimeError("There is no login form")

    agent.execute("Click the username field")
    computer.hotkey("ctrl", "a")
    computer.press("BackSpace")
    computer.type(params.username)
    agent.execute("Click the password field")
    computer.type(secure_params.password, interval=0.01)
    computer.press("Return")

    # What shows a failure is asked for before what shows success.
    if agent.verify("Is there an error message visible?", timeout=1):
        raise RuntimeError("The login was refused")
    if agent.verify("Is there a popup in the way?", timeout=10):
        agent.execute("Close the popup", max_iterations=5)
    if not agent.verify("Is the dashboard visible?", timeout=20):
        raise RuntimeError("The dashboard did not appear")

    data = agent.extract("What is the account name?", Result.model_json_schema())
    return Result.model_construct(**data)
# endregion
