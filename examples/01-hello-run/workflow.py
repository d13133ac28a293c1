"""Fetches a patient's record from the clinic portal, by mouse and keyboard in a real browser.

The only feedback of such a blind workflow is what arrives in Downloads. So each step is
repeated until its file is there, and the file says what it belongs to: a lost keystroke
makes one more attempt, not a wrong result.
"""

import json
import logging
import time
from pathlib import Path

from nen import Computer, WorkflowError
from pydantic import BaseModel, Field

CHROMIUM_ICON = (28, 748)  # in the taskbar, on a screen of 1024x768
USER, PASSWORD = "reception", "clinic-demo"  # of the demo; real ones go into SecureParams


# region models
class Params(BaseModel):
    PATIENT_NAME: str = Field(min_length=1, max_length=100)
    PORTAL_URL: str = "http://10.0.2.2:8090"  # the machine that runs the server


class Result(BaseModel):
    number: str
    name: str
    birth_date: str
    blood_group: str
    allergies: list[str]
    medication: list[str]
    last_visit: str
# endregion


# region run
def run(params: Params) -> Result:
    browser = Browser()
    number = browser.find(params.PORTAL_URL, params.PATIENT_NAME.strip())
    record = browser.record(number)
    Path("/assets", f"{number}.pdf").write_bytes(browser.pdf(number))
    return Result(**record)
# endregion


class Browser:
    def __init__(self):
        self.computer = Computer()
        self.downloads = self.computer.drive("~/Downloads")

    def find(self, portal: str, name: str) -> str:
        """Signs in, searches, and returns the number of the one patient of that name."""
        listed = json.loads(
            self.fetch(
                "patients*.json",
                lambda: self.search(portal, name),
                lambda content: json.loads(content)["query"] == name,
            )
        )["patients"]
        found = [it["number"] for it in listed if it["name"].casefold() == name.casefold()]
        if len(found) == 1:
            return found[0]
        if found:
            raise WorkflowError(f"{len(found)} patients are named {name}: {', '.join(found)}.")
        near = ", ".join(it["name"] for it in listed)
        raise WorkflowError(
            f"The portal has no patient named {name}." + (f" Close: {near}." if near else "")
        )

    def search(self, portal: str, name: str) -> None:
        logging.info("Opening Chromium")
        self.computer.click_at(*CHROMIUM_ICON)  # a new window, whatever is open already
        self.computer.wait_until_still(quiet=1.5, timeout=30)
        logging.info("Signing in")
        self.computer.press("ctrl+l")
        self.computer.type(f"{portal}/")
        self.computer.press("Delete")  # what the address bar may have added
        self.enter()
        self.computer.type(USER)
        self.computer.press("Tab")
        self.enter(PASSWORD)
        logging.info("Searching %s", name)
        self.enter(name)
        self.computer.press("alt+l")

    def record(self, number: str) -> dict:
        """Opens the record by the patient's number and returns what its JSON says."""

        def step() -> None:
            logging.info("Opening the record of %s", number)
            self.computer.press("alt+s")
            self.computer.press("ctrl+a")
            self.enter(number)
            self.computer.press("alt+j")

        return json.loads(self.fetch(f"{number}*.json", step))

    def pdf(self, number: str) -> bytes:
        """Downloads the PDF of the record that is open."""
        logging.info("Downloading the PDF")
        return self.fetch(f"{number}*.pdf", lambda: self.computer.press("alt+p"))

    # region fetch
    def fetch(self, pattern, step, fits=lambda content: True, attempts=4, patience=8) -> bytes:
        """Does the step until a file that fits lies in Downloads; patience is in seconds."""
        for attempt in range(attempts):
            step()
            deadline = time.monotonic() + patience * (attempt + 1)
            while time.monotonic() < deadline:
                for file in self.downloads.files(pattern):
                    content = file.read_bytes()
                    if content and fits(content):
                        return content
                self.computer.wait_until_still(quiet=0.2, timeout=1)
            logging.warning("No %s yet, trying again", pattern)
        raise WorkflowError(f"The portal did not answer: no {pattern} after {attempts} attempts.")
    # endregion

    def enter(self, text: str = "") -> None:
        """Types, presses Return, and waits for the picture; the loading sign keeps it moving."""
        if text:
            self.computer.type(text)
        self.computer.press("Return")
        self.computer.wait_until_still(quiet=0.4, timeout=10)
