"""Works on a desktop's shared folder, as the desktop's user, with nothing else in sight.

Arguments: list FOLDER | read FOLDER NAME | write FOLDER NAME SIZE | remove FOLDER NAME, where
FOLDER is relative ("" is the shared folder itself). Answers with one line of JSON, {"error": ...,
"why": ...} when it refuses. After the line of read come "size" bytes. Write answers {"ready": true},
then takes frames (four bytes of length, big-endian, and so many bytes; an empty frame is the end)
and answers once more; without the end nothing is kept.

Every folder is opened from the handle of the one before, following no link: whatever programs of the
desktop swap meanwhile, no step leads out of the shared folder.
"""

import errno
import fcntl
import os
import stat
import sys
from _json import encode_basestring_ascii as quote  # a third of the time that all of json takes

HOME = "/home/user"
SHARED = "Shared"
MOST_ENTRIES = 10_000
LONGEST_FRAME = 1 << 20
PIPE_SIZE = 1 << 20
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FULL = (errno.ENOSPC, errno.EDQUOT)


class Refused(Exception):
    """The message is for whoever asked; why is missing, conflict, full or invalid."""

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message)
        self.why = why


class Unfinished(Exception):
    """The end of what is to be written never came."""


def is_name(name: str) -> bool:
    """Names that cannot be asked for are not shown either."""
    return (
        name not in ("", ".", "..")
        and not any(c in "/\\" or ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in name)
        and not any(0xD800 <= ord(c) < 0xE000 for c in name)
    )


def segments(folder: str) -> list[str]:
    names = folder.split("/") if folder else []
    if not all(is_name(name) for name in names):
        raise Refused("invalid", f"{folder!r} is no path of a folder")
    return names


def shared(make: bool, blocked: str) -> int:
    home = os.open(HOME, FOLDER)
    return step(home, SHARED, make, blocked, "the shared folder")


def step(parent: int, name: str, make: bool, blocked: str, shown: str) -> int:
    """The handle of a folder in a folder; closes the one it comes from."""
    try:
        if make:
            try:
                os.mkdir(name, 0o755, dir_fd=parent)
            except FileExistsError:
                pass
        return os.open(name, FOLDER, dir_fd=parent)
    except FileNotFoundError:
        raise Refused("missing", f"there is no folder {shown}") from None
    except OSError as error:
        if error.errno in (errno.ENOTDIR, errno.ELOOP):
            raise Refused(blocked, f"{shown} is no folder") from None
        raise
    finally:
        os.close(parent)


def walk(folder: str, make: bool = False, blocked: str = "missing") -> int:
    """Opens a folder; blocked says why it is refused where something else has its name."""
    handle = shared(make, blocked)
    way = ""
    for name in segments(folder):
        way = f"{way}/{name}" if way else name
        handle = step(handle, name, make, blocked, repr(way))
    return handle


def list_entries(folder: str) -> dict:
    try:
        handle = walk(folder)
    except Refused as refusal:
        if folder or refusal.why != "missing":
            raise
        return {"entries": []}  # a program of the desktop removed the shared folder
    entries = []
    for entry in os.scandir(handle):
        is_dir = entry.is_dir(follow_symlinks=False)
        if not is_name(entry.name) or not (is_dir or entry.is_file(follow_symlinks=False)):
            continue
        if len(entries) == MOST_ENTRIES:
            raise Refused("conflict", f"the folder has more than {MOST_ENTRIES} entries; move some")
        try:
            status = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue
        size = 0 if is_dir else status.st_size
        entries.append({"name": entry.name, "size": size, "modified": status.st_mtime, "folder": is_dir})
    entries.sort(key=lambda entry: entry["name"])
    return {"entries": entries}


def read(folder: str, name: str) -> None:
    parent = walk(folder)
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(name, flags, dir_fd=parent)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP, errno.ENXIO, errno.ENAMETOOLONG):
            raise Refused("missing", f"there is no file {name!r}") from None
        if error.errno == errno.EACCES:
            raise Refused("conflict", f"{name!r} may not be read: its mode forbids it") from None
        raise
    status = os.fstat(handle)
    if stat.S_ISDIR(status.st_mode):
        raise Refused("conflict", f"{name!r} is a folder; list it with path")
    if not stat.S_ISREG(status.st_mode):
        raise Refused("missing", f"there is no file {name!r}")
    say({"size": status.st_size})
    send(handle, status.st_size)


def send(handle: int, left: int) -> None:
    """Where this fails, whoever reads misses the rest and knows by the size."""
    try:
        while left > 0:
            count = os.sendfile(1, handle, None, min(left, PIPE_SIZE))
            if count == 0:
                return
            left -= count
    except OSError:
        return


def write(folder: str, name: str, size: int) -> None:
    check_target(folder, name)
    root = shared(make=True, blocked="conflict")
    check_room(root, max(size, 0))
    # A file without a name until it is whole: killed at any moment, it is gone.
    handle = os.open(".", os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o644, dir_fd=root)
    say({"ready": True})
    count = receive(handle)
    publish(handle, walk(folder, make=True, blocked="conflict"), name)
    say({"size": count})


def check_target(folder: str, name: str) -> None:
    """Refuses before the bytes come what would be refused after them."""
    if not is_name(name):
        raise Refused("invalid", f"{name!r} is no file name")
    try:
        parent = walk(folder, blocked="conflict")
        status = os.stat(name, dir_fd=parent, follow_symlinks=False)
    except FileNotFoundError:
        return
    except Refused as refusal:
        if refusal.why == "missing":
            return  # made later, or then found to be no folder
        raise
    if stat.S_ISDIR(status.st_mode):
        raise Refused("conflict", f"{name!r} is a folder")


def check_room(root: int, size: int) -> None:
    disk = os.fstatvfs(root)
    room = disk.f_bavail * disk.f_frsize
    if size > room or disk.f_favail == 0:
        raise Refused("full", f"the desktop has room for {room} bytes more; delete files first")


def receive(target: int) -> int:
    try:
        fcntl.fcntl(0, 1031, PIPE_SIZE)  # F_SETPIPE_SZ; fewer changes between us and the launcher
    except OSError:
        pass
    buffer = memoryview(bytearray(LONGEST_FRAME))
    total = 0
    while True:
        fill(buffer[:4])
        length = int.from_bytes(buffer[:4], "big")
        if length == 0:
            return total
        if length > LONGEST_FRAME:
            raise Unfinished
        fill(buffer[:length])
        part = buffer[:length]
        while part:
            part = part[os.write(target, part) :]
        total += length


def fill(part: memoryview) -> None:
    while part:
        count = os.readv(0, [part])
        if count == 0:
            raise Unfinished
        part = part[count:]


def publish(handle: int, folder: int, name: str) -> None:
    """Gives the file its name in one step; what had the name before is replaced, never followed."""
    source = f"/proc/self/fd/{handle}"
    try:
        os.link(source, name, dst_dir_fd=folder, follow_symlinks=True)
        return
    except FileExistsError:
        pass
    temporary = f".{os.urandom(8).hex()}.upload"
    os.link(source, temporary, dst_dir_fd=folder, follow_symlinks=True)
    try:
        os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError as error:
        os.unlink(temporary, dir_fd=folder)
        if error.errno in (errno.EISDIR, errno.ENOTEMPTY, errno.EEXIST):
            raise Refused("conflict", f"{name!r} is a folder") from None
        raise


def remove(folder: str, name: str) -> None:
    parent = walk(folder)
    try:
        try:
            os.unlink(name, dir_fd=parent)
        except IsADirectoryError:
            os.rmdir(name, dir_fd=parent)
    except FileNotFoundError:
        raise Refused("missing", f"there is no file {name!r}") from None
    except OSError as error:
        if error.errno == errno.ENOTEMPTY:
            raise Refused("conflict", f"the folder {name!r} is not empty") from None
        raise
    say({"removed": True})


def to_json(value: object) -> str:
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ",".join(map(to_json, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{quote(key)}:{to_json(it)}" for key, it in value.items()) + "}"
    return repr(value)


def say(answer: dict) -> None:
    line = to_json(answer).encode() + b"\n"
    while line:
        line = line[os.write(1, line) :]


def main(verb: str, folder: str, *rest: str) -> None:
    try:
        if verb == "list":
            say(list_entries(folder))
        elif verb == "read":
            read(folder, rest[0])
        elif verb == "write":
            write(folder, rest[0], int(rest[1]))
        elif verb == "remove":
            remove(folder, rest[0])
    except Unfinished:
        pass
    except Refused as refusal:
        say({"error": str(refusal), "why": refusal.why})
    except BrokenPipeError:
        pass
    except OSError as error:
        if error.errno in FULL:
            say({"error": "the desktop has no room left; delete files first", "why": "full"})
        elif error.errno == errno.ENAMETOOLONG:
            say({"error": "a name has at most 255 bytes in UTF-8", "why": "invalid"})
        elif error.errno in (errno.EACCES, errno.EPERM):
            say({"error": "a folder's mode on the desktop forbids it", "why": "conflict"})
        else:
            say({"error": f"it cannot be done: {error.strerror}", "why": "conflict"})


main(*sys.argv[1:])
