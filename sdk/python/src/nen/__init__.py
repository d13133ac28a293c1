"""What a workflow sees of the desktop it runs on: Agent, Computer and Secure.

    from nen import Agent, Computer, Secure
"""

from nen._agent import Agent
from nen._computer import Computer, Drive, File
from nen._errors import (
    ActionUncertain,
    RPCError,
    TimeoutError,
    ValidationError,
    WorkflowError,
)
from nen._secure import Secure, SecureValue

__all__ = [
    "ActionUncertain",
    "Agent",
    "Computer",
    "Drive",
    "File",
    "RPCError",
    "Secure",
    "SecureValue",
    "TimeoutError",
    "ValidationError",
    "WorkflowError",
]
__version__ = "1.0.0"
