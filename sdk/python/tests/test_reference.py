"""docs/reference/python-sdk.md says what the code says."""

import unittest

import reference


class Reference(unittest.TestCase):
    def test_it_is_up_to_date(self):
        with open(reference.FILE, encoding="utf-8") as file:
            written = file.read()
        self.assertEqual(
            reference.render(),
            written,
            "run: /usr/bin/python3 sdk/python/tests/reference.py",
        )

    def test_everything_has_its_sentence(self):
        entries = reference.render().split("\n- `")[1:]
        without = [it for it in entries if "(" in it and not it.partition("`\n")[2].strip()]
        self.assertEqual(["Agent(model: str | None = None)"], [it.split("`")[0] for it in without])


if __name__ == "__main__":
    unittest.main()
