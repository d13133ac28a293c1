"""What is taken from hostile output folders."""

import io
import json
import os
import socket
import subprocess
import tempfile
import unittest
import zipfile

from harness import ROOT

SCRIPT = os.path.join(ROOT, "src/nen_sandbox/collect.py")


class Collect(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.assets = os.path.join(folder.name, "assets")
        for name in ("assets", "artifacts"):
            os.mkdir(os.path.join(folder.name, name))

    def write(self, name, content=b"x"):
        path = os.path.join(self.assets, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def collect(self, max_bytes=1 << 20, max_files=100):
        command = ["/usr/bin/python3", "-I", "-S", SCRIPT, self.folder]
        command += [str(max_bytes), str(max_files)]
        data = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=30).stdout
        packed, stream = b"", io.BytesIO(data)
        while (head := stream.readline()).startswith(b"Z"):
            packed += stream.read(int(head[1:]))
        self.assertEqual(b"", stream.read())
        report = json.loads(head[1:])
        self.packed = len(packed)
        if not packed:
            return {}, report
        with zipfile.ZipFile(io.BytesIO(packed)) as file:
            self.assertIsNone(file.testzip())
            return {it.filename: file.read(it) for it in file.infolist()}, report

    def test_files_with_their_folders(self):
        self.write("a.txt", b"one")
        self.write("deep/b.pdf", b"two" * 1000)
        with open(os.path.join(self.folder, "artifacts", "c"), "wb"):
            pass
        files, report = self.collect()
        expected = {"assets/a.txt": b"one", "assets/deep/b.pdf": b"two" * 1000, "artifacts/c": b""}
        self.assertEqual(expected, files)
        self.assertEqual({"files": 3, "bytes": 3003, "notices": []}, report)

    def test_nothing(self):
        self.assertEqual(({}, {"files": 0, "bytes": 0, "notices": []}), self.collect())

    def test_links_and_special_things(self):
        os.symlink("/etc/passwd", os.path.join(self.assets, "a"))
        os.symlink("/etc", os.path.join(self.assets, "b"))
        os.mkfifo(os.path.join(self.assets, "c"))
        with socket.socket(socket.AF_UNIX) as sock:
            sock.bind(os.path.join(self.assets, "d"))
        os.link(self.write("e"), os.path.join(self.assets, "f"))
        files, report = self.collect()
        self.assertEqual({"assets/e": b"x"}, files)
        self.assertEqual(
            [
                "assets/a was left out: it is a link, not a file.",
                "assets/b was left out: it is a link, not a file.",
                "assets/c was left out: it is a pipe, not a file.",
                "assets/d was left out: it is a socket, not a file.",
                "assets/f was left out: it is a second name of a file that was taken.",
            ],
            report["notices"],
        )

    def test_too_large_and_too_many(self):
        self.write("a", b"x" * 600)
        self.write("b", b"x" * 600)
        self.write("c", b"x" * 300)
        files, report = self.collect(max_bytes=1000)
        self.assertEqual(["assets/a", "assets/c"], list(files))
        self.assertIn("assets/b was left out: it does not fit into 1000 bytes", report["notices"][0])
        files, report = self.collect(max_files=2)
        self.assertEqual(["assets/a", "assets/b"], list(files))
        self.assertEqual(["assets was left out: it has more than 2 files."], report["notices"])

    def test_sparse(self):
        with open(os.path.join(self.assets, "a"), "wb") as file:
            file.truncate(10 << 30)
        files, report = self.collect(max_bytes=1 << 40)
        self.assertEqual({}, files)
        self.assertIn("is sparse", report["notices"][0])

    def test_what_shrinks_too_much_is_not_compressed(self):
        self.write("zeros", bytes(8 << 20))
        files, _ = self.collect(max_bytes=1 << 30)
        self.assertGreater(self.packed, 8 << 20)
        self.assertEqual(bytes(8 << 20), files["assets/zeros"])

    def test_nasty_names(self):
        for name in ("a\nb", "c\\d", "..e", "f.", "g:h", "i" * 250 + ".txt", "J", "j"):
            self.write(name)
        with open(os.fsencode(self.assets) + b"/\xff\xfe", "wb"):
            pass
        names = sorted(self.collect()[0])
        self.assertEqual(
            sorted(
                [
                    "assets/a_b",
                    "assets/c_d",
                    "assets/..e",
                    "assets/f",
                    "assets/g_h",
                    "assets/" + "i" * 179 + ".txt",
                    "assets/J",
                    "assets/j-2",
                    "assets/__",
                ]
            ),
            names,
        )

    def test_deep_folders(self):
        folder = os.open(self.assets, os.O_RDONLY)
        for _ in range(500):
            os.mkdir("d", dir_fd=folder)
            inner = os.open("d", os.O_RDONLY, dir_fd=folder)
            os.close(folder)
            folder = inner
        os.close(folder)
        self.assertIn("is nested too deeply", self.collect()[1]["notices"][0])


if __name__ == "__main__":
    unittest.main()
