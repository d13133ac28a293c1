"""Takes a patient's record from one system and enters it into another."""

from nen import Agent, Computer, Secure
from pydantic import BaseModel, Field


class Params(BaseModel):
    patient_name: str = Field(min_length=1)
    clinic_url: str
    registry_url: str
    username: str


class SecureParams(BaseModel):
    clinic_password: Secure[str] = Field(min_length=1)
    registry_password: Secure[str] = Field(min_length=1)


class Result(BaseModel):
    patient: str = Field(min_length=1, description="Name of the patient entered")
    dob: str


def run(params: Params, secure_params: SecureParams) -> Result:
    agent = Agent()
    agent.execute("Click the Chromium browser icon in the taskbar")
    if not agent.verify("Is the Chromium browser open?", timeout=20):
        raise RuntimeError("The browser did not open")

    agent.execute(f"Navigate to {params.clinic_url}")
    log_in(agent, params.username, secure_params.clinic_password)
    agent.execute(f"Search for patient '{params.patient_name}'")
    if not agent.verify(f"Is the record of '{params.patient_name}' visible?", timeout=20):
        raise RuntimeError(f"The clinic has no patient {params.patient_name}")
    record = agent.extract(
        "All about the patient",
        schema={
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "dob": {"type": "string"},
                "allergies": {"type": "array", "items": {"type": "string"}},
            },
            "required": ["name", "dob"],
        },
    )

    agent.execute(f"Open a new tab and navigate to {params.registry_url}")
    log_in(agent, params.username, secure_params.registry_password)
    agent.execute("Click the Add Patient button")
    agent.execute(f"Fill in the form: name = {record['name']}, birth = {record['dob']}")
    agent.execute("Click Save")
    if not agent.verify("Is the record saved?", timeout=20):
        raise RuntimeError("The registry did not save the record")
    return Result(patient=record.get("name"), dob=record.get("dob"))


def log_in(agent, username, password):
    if not agent.verify("Is the login form visible?", timeout=20):
        raise RuntimeError("There is no login form")
    computer = Computer()
    agent.execute("Click the username field")
    computer.type(username)
    agent.execute("Click the password field")
    computer.type(password)
    computer.press("Return")
    if agent.verify("Is there a popup in the way?", timeout=4):
        agent.execute("Close the popup")
    if not agent.verify("Is the dashboard visible?", timeout=20):
        raise RuntimeError("The login failed")
