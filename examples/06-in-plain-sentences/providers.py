"""Reads the appointments of several providers; what is missing for one stops none of the others."""

from nen import Agent
from pydantic import BaseModel, Field


class Params(BaseModel):
    url: str
    provider_names: list[str]


class Result(BaseModel):
    data: list[dict] = Field(min_length=1, description="Appointments per provider")


def run(params: Params) -> Result:
    agent = Agent()
    agent.execute("Click the Chromium browser icon in the taskbar")
    agent.execute(f"Navigate to {params.url}")
    if not agent.verify("Is the schedule page visible?", timeout=20):
        raise RuntimeError("The schedule did not open")

    results = []
    for provider in params.provider_names:
        print(f"Processing: {provider}")
        agent.execute(f"Choose '{provider}' in the provider list")
        if not agent.verify(f"Are the appointments of {provider} visible?", timeout=4):
            results.append({"provider": provider, "error": "No schedule"})
            continue
        appointments = agent.extract(
            f"All appointments of {provider}",
            schema={
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"time": {"type": "string"}, "patient": {"type": "string"}},
                },
            },
        )
        results.append({"provider": provider, "appointments": appointments})

    if not any(it.get("appointments") for it in results):
        raise RuntimeError("No provider had any appointment")
    return Result(data=results)
