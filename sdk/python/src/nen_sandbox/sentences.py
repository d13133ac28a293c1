"""What a person reads when a run failed."""

import errno
import os
import signal
import traceback

from nen_sandbox.lines import size

_CRASHES = {
    signal.SIGSEGV: "it touched memory that is not its own (SIGSEGV)",
    signal.SIGBUS: "it touched memory that is not there (SIGBUS)",
    signal.SIGILL: "it met an instruction the processor does not know (SIGILL)",
    signal.SIGFPE: "of an arithmetic error (SIGFPE)",
    signal.SIGABRT: "it aborted (SIGABRT)",
    signal.SIGSYS: "it made a forbidden system call (SIGSYS)",
}


def raised(error, limits, folder):
    """Type and message of an exception, with the sandbox's limit where that was the cause."""
    kind = type(error).__name__
    if isinstance(error, SystemExit):
        return kind, f"The workflow called sys.exit({error.code!r}) before run returned."
    if isinstance(error, KeyboardInterrupt):
        return kind, "The workflow interrupted itself (KeyboardInterrupt)."
    if _is_pydantic(error):
        return kind, pydantic_message(error)
    message = _text(error)
    if not message.strip():
        message = f"{kind}: the workflow failed without a message{_where(error, folder)}."
    hint = _limit(error, limits)
    return kind, f"{message} ({hint})" if hint else message


def pydantic_message(error):
    """`ValidationError: path: message; path: message`"""
    parts = []
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        path = ".".join(str(step) for step in one["loc"])
        parts.append(f"{path}: {one['msg']}" if path else one["msg"])
    return "ValidationError: " + "; ".join(parts)


def died(status, peak, limits):
    """Type and message for a process that ended without a word.

    status: as `os.waitpid` gives it; peak: most bytes one of its processes had in memory.
    """
    if os.WIFEXITED(status):
        code = os.WEXITSTATUS(status)
        return "exited", (
            f"The workflow's process ended with exit status {code} before run returned, "
            "as os._exit does."
        )
    number = os.WTERMSIG(status)
    if number == signal.SIGKILL and peak >= 0.6 * limits["memory"]:
        return out_of_memory(limits)
    if number == signal.SIGKILL:
        return "killed", (
            "The workflow's process was killed (SIGKILL): by its own code, or because all its "
            f"processes together needed more than the {size(limits['memory'])} of memory."
        )
    if number == signal.SIGXFSZ:
        return "killed", f"The workflow wrote too large a file: {_file_limit(limits)}."
    if number in _CRASHES:
        return "crashed", f"The workflow's process crashed: {_CRASHES[number]}."
    name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    return "killed", f"The workflow's process was ended by {name}."


def out_of_memory(limits):
    return "out_of_memory", (
        f"The workflow ran out of memory: the sandbox has {size(limits['memory'])}."
    )


def _limit(error, limits):
    if isinstance(error, MemoryError):
        return f"the sandbox has {size(limits['memory'])} of memory"
    if isinstance(error, ModuleNotFoundError):
        return "workflows have the standard library, pydantic, httpx and their own files"
    number = getattr(error, "errno", None)
    if isinstance(error, OSError) and number in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
        return _file_limit(limits)
    if isinstance(error, OSError) and number == errno.EAGAIN or _no_thread(error):
        return f"the sandbox has at most {limits['processes']} processes and threads"
    if number == errno.ENETUNREACH or type(error).__name__ == "gaierror":
        return "workflow code has no network; the desktop's browser has"
    return ""


def _no_thread(error):
    return isinstance(error, RuntimeError) and "start new thread" in str(error)


def _file_limit(limits):
    return (
        f"/assets and /artifacts hold at most {size(limits['outputBytes'])} "
        f"and {limits['outputFiles']} files"
    )


def _is_pydantic(error):
    return type(error).__module__.startswith("pydantic_core") and hasattr(error, "errors")


def _text(error):
    try:
        return str(error)
    except Exception as failure:
        return f"{type(error).__name__} (its message cannot be read: {type(failure).__name__})"


def _where(error, folder):
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if os.path.dirname(frame.filename) == folder:
            return f", at line {frame.lineno} of {os.path.basename(frame.filename)}"
    return ""
