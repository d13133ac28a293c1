"""The desktop's keyboard, mouse and files."""

from nen import _rpc
from nen._secure import SecureValue

_BUTTONS = ("left", "middle", "right")
_DIRECTIONS = ("up", "down", "left", "right")


class Computer:
    """Hands on the run's own desktop. Coordinates are pixels from the top left, from 0."""

    def type(self, text: str | SecureValue, interval: float = 0.02) -> None:
        """Types a text, or a SecureValue, with `interval` seconds (0 to 10) between characters.

        Any Unicode text of up to 100,000 characters; newlines and tabs are keys.
        """
        params = {"interval": _number("interval", interval)}
        if isinstance(text, SecureValue):
            params["secure"] = text._name
        elif isinstance(text, str):
            params["text"] = text
        else:
            raise TypeError(f"type() takes a str or a SecureValue, not {_kind(text)}")
        _rpc.call("computer.type", params)

    def press(self, key: str) -> None:
        """Presses one key: `Return`, `Tab`, `F5`, `a`; or a chord such as `ctrl+a`."""
        _rpc.call("computer.press", {"key": _text("key", key)})

    def hotkey(self, *keys: str) -> None:
        """Presses keys in order and releases them in reverse: `hotkey("ctrl", "shift", "t")`."""
        if not keys:
            raise ValueError("hotkey() needs at least one key")
        _rpc.call("computer.hotkey", {"keys": [_text("key", key) for key in keys]})

    def click_at(self, x: int, y: int, button: str = "left") -> None:
        """Clicks at a point; `button` is left, middle or right."""
        self._click(_pixel("x", x), _pixel("y", y), button)

    def _click(self, x, y, button):
        params = {**_point("click", x, y), "button": _one_of("button", button, _BUTTONS)}
        _rpc.call("computer.click_at", params)

    def move(self, x: int, y: int) -> None:
        """Moves the pointer."""
        _rpc.call("computer.move", {"x": _pixel("x", x), "y": _pixel("y", y)})

    def scroll(
        self,
        direction: str = "down",
        amount: int = 3,
        *,
        x: int | None = None,
        y: int | None = None,
    ) -> None:
        """Turns the wheel `amount` steps (1 to 100) up, down, left or right.

        At a point, or where the pointer is.
        """
        params = {
            "direction": _one_of("direction", direction, _DIRECTIONS),
            "amount": _pixel("amount", amount),
        }
        _rpc.call("computer.scroll", {**params, **_point("scroll", x, y)})

    def wait_until_still(self, quiet: float = 0.3, timeout: float = 10) -> bool:
        """Waits until the picture has not changed for `quiet` seconds; False after `timeout`."""
        seconds = {"quiet": _number("quiet", quiet), "timeout": _number("timeout", timeout)}
        return bool(_rpc.call("computer.wait_until_still", seconds))

    def drive(self, path: str) -> "Drive":
        """A folder of the desktop: `~/Downloads`, or an absolute path inside its home or drives."""
        return Drive(_text("path", path))


class Drive:
    """A folder of the desktop; looked at anew by each call. As a str it is its path."""

    def __init__(self, path):
        self._path = path

    def __str__(self):
        return self._path

    def __repr__(self):
        return f"Drive({self._path!r})"

    def files(self, pattern: str = "*") -> "list[File]":
        """Its files whose names match, sorted by name; folders below are not entered."""
        params = {"path": self._path, "pattern": _text("pattern", pattern)}
        entries = _rpc.call("drive.files", params)
        return [File(self._path, entry) for entry in entries]


class File:
    """A file as it was when listed: `name`, `size` in bytes, `modified` in seconds since 1970."""

    def __init__(self, folder, entry):
        self._folder = folder
        self.name = entry["name"]
        self.size = entry["size"]
        self.modified = entry["modified"]

    def __repr__(self):
        return f"File({self.name!r}, {self.size} bytes)"

    def read_bytes(self) -> bytes:
        """The bytes it has now; WorkflowError when it is gone."""
        return _rpc.fetch("drive.read", {"path": self._folder, "name": self.name})

    def read_text(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """The text it has now."""
        return self.read_bytes().decode(encoding, errors)


def _kind(value):
    return type(value).__name__


def _text(name, value):
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {_kind(value)}")
    return value


def _number(name, value):
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name} must be a number of seconds, not {_kind(value)}")
    if not 0 <= value <= 3600:
        raise ValueError(f"{name} must be 0 to 3600 seconds, not {value}")
    return value


def _pixel(name, value):
    whole = isinstance(value, int) or isinstance(value, float) and value.is_integer()
    if isinstance(value, bool) or not whole:
        raise TypeError(f"{name} must be a whole number, not {value!r}")
    return int(value)


def _point(action, x, y):
    """Nothing, for where the pointer is; or both."""
    if (x is None) != (y is None):
        raise ValueError(f"{action}() needs both x and y, or neither")
    return {} if x is None else {"x": _pixel("x", x), "y": _pixel("y", y)}


def _one_of(name, value, allowed):
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
    return value
