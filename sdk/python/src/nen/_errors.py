"""What a workflow can catch. Everything the server refuses arrives as one of these."""

import builtins


class WorkflowError(Exception):
    """A step failed: the agent gave up, a file is missing, a path is refused."""


class ActionUncertain(WorkflowError):
    """Whether a click or key reached the desktop is not known: the server died at that moment.

    It is not done again by itself. Look at the screen, then decide.
    """


class RPCError(WorkflowError):
    """The way to the worker is closed, or the worker did not understand the call."""


class TimeoutError(WorkflowError, builtins.TimeoutError):
    """A step took longer than it may."""


class ValidationError(WorkflowError, ValueError):
    """Data that is not what its schema says."""


_BY_NAME = {
    "WorkflowError": WorkflowError,
    "ActionUncertain": ActionUncertain,
    "RPCError": RPCError,
    "TimeoutError": TimeoutError,
    "ValidationError": ValidationError,
    "ValueError": ValueError,
}


def from_wire(error: object) -> Exception:
    """The exception for an `error` of api/run-protocol.md; an unknown type is an RPCError."""
    if not isinstance(error, dict):
        return RPCError("the worker answered with an error that cannot be read")
    kind = _BY_NAME.get(str(error.get("type")), RPCError)
    return kind(str(error.get("message") or "the call failed without a reason"))
