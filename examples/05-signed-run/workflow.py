"""Signs in with a password that this code can have typed but never sees."""

from nen import Computer, Secure, WorkflowError
from pydantic import BaseModel, Field


# region hosts
ALLOWED_HOSTS = ["10.0.2.2"]  # the server's machine; names are written as "*.example.com"
# endregion


# region models
class Params(BaseModel):
    URL: str
    USER: str = "nurse"


class SecureParams(BaseModel):
    password: Secure[str] = Field(min_length=8)
# endregion


class Result(BaseModel):
    receipt: str
    password: str


def run(params: Params, secure_params: SecureParams) -> Result:
    computer = Computer()
    downloads = computer.drive("~/Downloads")
    for attempt in range(1, 5):
        sign_in(computer, params, secure_params, quiet=attempt)
        for _ in range(5 * attempt):
            for file in downloads.files("receipt*.txt"):
                return Result(receipt=file.read_text(), password=str(secure_params.password))
            computer.wait_until_still(quiet=1, timeout=1)
    raise WorkflowError("Nobody answered the signing in.")


def sign_in(computer, params, secure_params, quiet):
    computer.click_at(28, 748)  # Chromium, in the taskbar: a new window
    computer.wait_until_still(quiet=quiet, timeout=30)
    computer.hotkey("ctrl", "l")
    computer.type(params.URL + "\n")
    computer.wait_until_still(quiet=quiet, timeout=20)
    computer.type(params.USER + "\t")
    computer.type(secure_params.password)
    computer.press("Return")
