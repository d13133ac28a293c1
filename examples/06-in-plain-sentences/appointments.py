"""
Workflow: Appointments of a day, in the older generation's words

Reads a day of the calendar, and keeps it as /artifacts/appointments.json beside a download.
"""
import json
import os
from nen.workflow import agent, validate, extract, keyboard, mouse, WorkflowError
from pydantic import BaseModel, Field


class Appointment(BaseModel):
    """One appointment."""

    start_time: str
    end_time: str
    description: str


class Input(BaseModel):
    """What the run is given."""

    url: str = Field(min_length=1, description="Login page of the practice")
    day: str = Field(min_length=1, description="As in 2026-11-23")
    email: str = Field(min_length=1)
    password: str = Field(min_length=1)


class Output(BaseModel):
    """What the run gives."""

    success: bool
    date: str | None = None
    appointments: list[Appointment] | None = None
    letters: int | None = None
    error: str | None = None


def run(input: Input) -> Output:
    """Main entry point."""
    os.system("rm -f /artifacts/*.json 2>/dev/null")

    agent("Open the Chromium browser")
    if not validate("Is the browser open?", timeout=20):
        return Output(success=False, error="The browser did not open")
    agent("Click the address bar at the top of the browser")
    keyboard.type(input.url)
    keyboard.press("Return")
    if not validate("Is the login form visible?", timeout=30):
        return Output(success=False, error="The login page did not load")

    agent("Click the username field", max_iterations=5)
    keyboard.hotkey("ctrl", "a")
    keyboard.type(input.email)
    agent("Click the password field", max_iterations=3)
    keyboard.type(input.password, interval=0.01)
    agent("Click the Login or Sign In button", max_iterations=5)
    if validate("Is there a popup in the way?", timeout=4):
        agent("Close the popup", max_iterations=5)
    if not validate("Is the dashboard visible?", timeout=30):
        return Output(success=False, error="The login failed")

    agent("Click 'Calendar' in the navigation menu", max_iterations=10)
    if not validate("Is the calendar visible?", timeout=15):
        return Output(success=False, error="The calendar did not open")
    mouse.move(500, 700)
    mouse.click()
    try:
        agent(f"Go to the day {input.day} by the arrow", max_iterations=10)
    except WorkflowError as e:
        return Output(success=False, error=f"The calendar has no such day: {e}")

    data = extract(
        f"All appointments of {input.day}: start_time, end_time and description of each",
        schema={
            "type": "object",
            "properties": {
                "date": {"type": "string"},
                "appointments": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "start_time": {"type": "string"},
                            "end_time": {"type": "string"},
                            "description": {"type": "string"},
                        },
                        "required": ["start_time", "end_time", "description"],
                    },
                },
            },
            "required": ["date", "appointments"],
        },
    )
    os.makedirs("/artifacts", exist_ok=True)
    with open("/artifacts/appointments.json", "w") as f:
        json.dump(data, f, indent=2)

    agent("Click the download button")
    letters = ""
    for _ in range(20):
        if validate("Is the download finished?", timeout=1):
            letters = os.popen("ls /artifacts/*.pdf 2>/dev/null | wc -l").read().strip()
            if letters == "1":
                break
    return Output(
        success=True,
        date=data.get("date", input.day),
        appointments=[Appointment(**it) for it in data.get("appointments", [])],
        letters=int(letters) if letters.isdigit() else 0,
    )
