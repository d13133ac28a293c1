"""Values that a workflow may type but never see."""

from typing import Annotated


class SecureValue:
    """A reference to a secret; the value itself never enters the sandbox.

    `Computer.type` is its only use. As a str it is a placeholder.
    """

    __slots__ = ("_name",)

    def __init__(self, name):
        object.__setattr__(self, "_name", str(name))

    def __setattr__(self, name, value):
        raise AttributeError("a SecureValue cannot be changed")

    def __str__(self):
        return f"<secure {self._name}>"

    __repr__ = __str__

    def __format__(self, spec):
        return format(str(self), spec)

    def __eq__(self, other):
        return isinstance(other, SecureValue) and other._name == self._name

    def __hash__(self):
        return hash(("SecureValue", self._name))

    @classmethod
    def __get_pydantic_core_schema__(cls, source, handler):
        """A text for the schema's sake: here nothing is ever validated but references made."""
        return handler.generate_schema(str)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema, handler):
        return {**handler(schema), "writeOnly": True}


class SecureOf:
    """Marks a field as secure."""

    def __init__(self, inner):
        self.inner = inner


class Secure:
    """`password: Secure[str]`, for fields of a workflow's SecureParams only.

    The workflow gets a SecureValue in its place.
    """

    def __class_getitem__(cls, inner):
        if inner is not str:
            raise TypeError(f"Secure[str] is the only kind there is, not Secure[{inner!r}]")
        return Annotated[SecureValue, SecureOf(inner)]
