"""Lists or reads files of a desktop's home, as the desktop's user, with nothing else in sight.

Arguments: list PATH PATTERN, or read PATH NAME LIMIT. Writes one line of JSON ({"files": [...]},
{"size": n} or {"error": "..."}), and for read then exactly n bytes.
"""

import fnmatch
import json
import os
import shutil
import stat
import sys

HOME = "/home/user"
MOST_FILES = 10_000


class Refused(Exception):
    """The message is for whoever asked."""


def folder(path: str) -> str:
    if path == "~" or path.startswith("~/"):
        inside = HOME + path[1:]
    elif path.startswith("/"):
        inside = path
    else:
        raise Refused(f"a drive's path starts with ~/ or with {HOME}/, not {path!r}")
    real = os.path.realpath(inside)
    if real != HOME and not real.startswith(HOME + "/"):
        raise Refused(f"{path!r} is outside the desktop's home folder")
    if not os.path.isdir(real):
        raise Refused(f"there is no folder {path!r} on the desktop")
    return real


def list_files(path: str, pattern: str) -> dict:
    found = []
    with os.scandir(folder(path)) as entries:
        for entry in entries:
            if not entry.is_file(follow_symlinks=False) or not fnmatch.fnmatchcase(entry.name, pattern):
                continue
            if len(found) == MOST_FILES:
                raise Refused(f"{path!r} has more than {MOST_FILES} files; ask with a narrower pattern")
            try:
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # it went meanwhile, as a browser's unfinished downloads do
            name = entry.name.encode(errors="surrogateescape").decode(errors="replace")
            found.append({"name": name, "size": status.st_size, "modified": status.st_mtime})
    found.sort(key=lambda file: file["name"])
    return {"files": found}


def open_file(path: str, name: str, limit: int):
    if not name or "/" in name or name in (".", ".."):
        raise Refused(f"{name!r} is no file name")
    try:
        handle = os.open(
            os.path.join(folder(path), name), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        )
    except OSError as error:
        raise Refused(f"{name!r} cannot be read: {error.strerror}") from None
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        raise Refused(f"{name!r} is no regular file")
    if status.st_size > limit:
        raise Refused(f"{name!r} has {status.st_size} bytes; at most {limit} are handed out")
    return os.fdopen(handle, "rb"), status.st_size


def main() -> None:
    out = sys.stdout.buffer
    try:
        if sys.argv[1] == "list":
            answer, source = list_files(sys.argv[2], sys.argv[3]), None
        else:
            source, size = open_file(sys.argv[2], sys.argv[3], int(sys.argv[4]))
            answer = {"size": size}
    except Refused as refusal:
        answer, source = {"error": str(refusal)}, None
    except OSError as error:
        answer, source = {"error": f"the desktop's files cannot be read: {error.strerror}"}, None
    out.write(json.dumps(answer).encode() + b"\n")
    if source:
        shutil.copyfileobj(source, out)
    out.flush()


main()
