"""Writes what a workflow left in its output folders as one zip, in frames on standard output.

Started as `python3 -I -S collect.py FOLDER MAX_BYTES MAX_FILES` as the sandbox's own user, after all
of its processes have ended; FOLDER holds `assets` and `artifacts`. What lies there is hostile: links
are not followed, only regular files are taken, each within the limits, under names that any system
can unpack. Frames are `Z<length>\\n` and that many bytes of the zip, then `R<json>\\n`:
`{"files": n, "bytes": n, "notices": [...]}`. Without files there is no Z frame.
"""

import json
import os
import re
import stat
import sys
import zipfile
import zlib

MAX_DEPTH = 32
MAX_NAME = 200
MAX_NOTICES = 20
MAX_RATIO = 100
_CHUNK = 1 << 18
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NASTY = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\\ufffd\u202a-\u202e\u2066-\u2069]')


class Frames:
    """A file-like object that cannot seek; makes Z frames of what is written."""

    def __init__(self, out):
        self._out = out

    def write(self, data):
        if data:
            self._out.write(b"Z%d\n" % len(data))
            self._out.write(data)
        return len(data)

    def flush(self):
        self._out.flush()


class Collector:
    """Walks the folders and fills the zip."""

    def __init__(self, zip_file, max_bytes, max_files):
        self._zip = zip_file
        self._max_bytes = max_bytes
        self._max_files = max_files
        self.files = 0
        self.bytes = 0
        self.notices = []
        self._left_out = 0
        self._seen = set()
        self._names = set()

    def walk(self, folder, path, depth=0):
        """Takes the files below an open folder, in the order of their names."""
        try:
            names = sorted(os.listdir(folder))
        except OSError as error:
            return self._leave_out(path, f"cannot be read ({error.strerror})")
        for name in names:
            if self._is_full():
                return self._leave_out(path, f"has more than {self._max_files} files")
            self._take(folder, name, f"{path}/{_clean(name)}", depth)

    def _take(self, folder, name, path, depth):
        try:
            kind = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
            if stat.S_ISDIR(kind):
                if depth >= MAX_DEPTH:
                    return self._leave_out(path, "is nested too deeply")
                return self._enter(folder, name, path, depth)
            if not stat.S_ISREG(kind):
                return self._leave_out(path, f"is a {_kind(kind)}, not a file")
            with os.fdopen(os.open(name, _OPEN, dir_fd=folder), "rb") as file:
                self._file(file, path)
        except OSError as error:
            self._leave_out(path, f"cannot be read ({error.strerror})")

    def _enter(self, folder, name, path, depth):
        inner = os.open(name, _OPEN | os.O_DIRECTORY, dir_fd=folder)
        try:
            self.walk(inner, path, depth + 1)
        finally:
            os.close(inner)

    def _file(self, file, path):
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            return self._leave_out(path, "is not a file")
        if found.st_ino in self._seen:
            return self._leave_out(path, "is a second name of a file that was taken")
        if found.st_size > self._max_bytes - self.bytes:
            return self._leave_out(path, f"does not fit into {self._max_bytes} bytes in all")
        if found.st_size > (1 << 20) and found.st_blocks * 512 < found.st_size // 2:
            return self._leave_out(path, "is sparse: more than half of it was never written")
        self._seen.add(found.st_ino)
        entry = zipfile.ZipInfo(self._unique(path), _date(found.st_mtime))
        entry.external_attr = 0o644 << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry._compresslevel = _level(file, found.st_size)
        with self._zip.open(entry, "w", force_zip64=found.st_size > (1 << 30)) as out:
            left = found.st_size
            while left and (data := file.read(min(_CHUNK, left))):
                left -= len(data)
                out.write(data)
        self.files += 1
        self.bytes += found.st_size

    def _is_full(self):
        return self.files >= self._max_files or len(self._names) + self._left_out > 100_000

    def _unique(self, path):
        """The path, numbered where another file has it, also on systems without upper case."""
        stem, dot, ending = path.rpartition(".")
        candidate, number = path, 1
        while candidate.casefold() in self._names:
            number += 1
            candidate = f"{stem}-{number}.{ending}" if dot and "/" not in ending else (
                f"{path}-{number}"
            )
        self._names.add(candidate.casefold())
        return candidate

    def _leave_out(self, path, why):
        self._left_out += 1
        if len(self.notices) < MAX_NOTICES:
            self.notices.append(f"{path} was left out: it {why}.")

    def report(self):
        notices = list(self.notices)
        if self._left_out > len(notices):
            notices.append(f"{self._left_out - len(notices)} more were left out.")
        return {"files": self.files, "bytes": self.bytes, "notices": notices}


def _clean(name):
    """A name that any system can unpack."""
    text = os.fsencode(name).decode("utf-8", "replace")
    text = _NASTY.sub("_", text).rstrip(". ") or "_"
    if len(text) > MAX_NAME:
        stem, dot, ending = text.rpartition(".")
        short = dot and len(ending) < 20
        text = f"{stem[: MAX_NAME - 21]}.{ending}" if short else text[:MAX_NAME]
    return text


def _kind(mode):
    names = {
        stat.S_IFLNK: "link",
        stat.S_IFIFO: "pipe",
        stat.S_IFSOCK: "socket",
        stat.S_IFCHR: "device",
        stat.S_IFBLK: "device",
    }
    return names.get(stat.S_IFMT(mode), "special thing")


def _date(modified):
    """For the zip, which knows 1980 to 2107, in UTC."""
    import time

    try:
        date = time.gmtime(modified)[:6]
    except (OverflowError, ValueError, OSError):
        return (1980, 1, 1, 0, 0, 0)
    return date if 1980 <= date[0] <= 2107 else (1980, 1, 1, 0, 0, 0)


def _level(file, size):
    """Not compressed where it would shrink so much that unpackers take fright.

    Level 0 and not "stored", which nobody can unpack from a stream.
    """
    if size < (1 << 20):
        return 1
    packer, packed, left = zlib.compressobj(1), 0, size
    while left and (data := file.read(min(_CHUNK, left))):
        left -= len(data)
        packed += len(packer.compress(data))
    file.seek(0)
    return 0 if packed * MAX_RATIO < size else 1


def main(folder, max_bytes, max_files):
    sys.setrecursionlimit(2000)
    out = sys.stdout.buffer
    frames = Frames(out)
    zip_file = zipfile.ZipFile(frames, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    collector = Collector(zip_file, max_bytes, max_files)
    for root in ("assets", "artifacts"):
        descriptor = os.open(os.path.join(folder, root), _OPEN | os.O_DIRECTORY)
        collector.walk(descriptor, root)
        os.close(descriptor)
    if collector.files:
        zip_file.close()
    out.write(b"R" + json.dumps(collector.report()).encode() + b"\n")
    out.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
