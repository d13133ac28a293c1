"""Downloads all documents that a page lists."""

from pathlib import Path

from nen import Agent, Computer
from pydantic import BaseModel, Field


class Params(BaseModel):
    url: str


class Result(BaseModel):
    downloaded: int = Field(ge=1, description="Number of documents downloaded")
    files: list[str] = Field(min_length=1)


# region run
def run(params: Params) -> Result:
    agent = Agent()
    computer = Computer()

    agent.execute("Click the Chromium browser icon in the taskbar")
    agent.execute(f"Navigate to {params.url}")
    if not agent.verify("Is the documents list visible?", timeout=20):
        raise RuntimeError("The list of documents did not open")
    documents = agent.extract(
        "The names of all documents", schema={"type": "array", "items": {"type": "string"}}
    )

    folder = Path("./documents")  # in /assets, which is delivered
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents:
        agent.execute(f"Click on document '{document}'")
        agent.execute("Click the download button")
        if not agent.verify("Is the download finished?", timeout=30):
            print(f"Warning: {document} was not downloaded")
            continue
        keep(computer, document, folder)

    names = sorted(file.name for file in folder.iterdir())
    if not names:
        raise RuntimeError("No document was saved")
    return Result(downloaded=len(names), files=names)
# endregion


def keep(computer, name, folder):
    """What the page calls finished may still be on its way to the disk."""
    for _ in range(20):
        for file in computer.drive("~/Downloads").files(name):
            (folder / file.name).write_bytes(file.read_bytes())
            return
        computer.wait_until_still(quiet=0.5, timeout=1)
