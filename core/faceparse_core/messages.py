"""Texts for the user that can be translated: English as ``str``, with the template and values they came of.

Whatever shows, logs or compares English takes a :class:`Message` for the ``str`` that it is. A window looks
its template up in the user's language and fills the values in. Joined with others by ``+``, an f-string or
``str.join`` it is English alone: put a message into another one as a value instead.
"""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator

Value = str | int | float
"""What a message is filled in with; a ``str`` may be a message itself."""

_LONGEST = 20_000
_MOST_NUMBER = 2**31 - 1  # Qt takes no larger one
_MOST_VALUES = 20
_DEEPEST = 8
"""Characters, values and messages in one another that :func:`from_data` takes."""


class Message(str):
    """An English text that keeps what it was made of. Made by :func:`message`.

    Attributes:
        template: The English text with a named field for each value, in the syntax of ``str.format``; what a
            translation is looked up by. The singular, if there is a plural.
        values: What is filled in, by name.
        number: What settles between singular and plural; ``None`` where the text has no plural.
    """

    __slots__ = ("number", "template", "values")

    template: str
    values: Mapping[str, Value]
    number: int | None

    def __new__(
        cls, text: str, template: str, values: Mapping[str, Value], number: int | None = None
    ) -> Message:
        """Keep what ``text`` was made of; :func:`message` makes both from the template."""
        self = super().__new__(cls, text)
        self.template = template
        self.values = MappingProxyType(dict(values))
        self.number = number
        return self

    def __str__(self) -> str:
        """The message itself, so that ``str()`` of an exception made with one still can be translated."""
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return Message, (_plain(self), self.template, dict(self.values), self.number)


def message(template: str, /, *, plural: str = "", **values: object) -> Message:
    """Build a text for the user.

    The template must be a literal: translations are collected from the calls of this function.

    Args:
        template: English, with a named field for each value: ``"{name} is empty."``. Braces of its own are
            doubled.
        plural: The template where the value ``n`` is not 1.
        values: Strings, messages and numbers as they are; of anything else, as a path or an exception, its
            ``str()``.

    Returns:
        The English text, which keeps template and values.
    """
    kept = {name: _value(value) for name, value in values.items()}
    number = int(kept["n"]) if plural else None
    chosen = plural if plural and number != 1 else template
    return Message(chosen.format_map(kept), template, kept, number)


def joined(*texts: str) -> str:
    """Sentences one after another, with a space between; empty ones are left out."""
    first, *others = [text for text in texts if text] or [""]
    for text in others:
        first = message("{first} {second}", first=first, second=text)
    return first


def to_data(text: str) -> str | dict[str, Any]:
    """``text`` for JSON: a message with its template and values, any other text as it is."""
    if not isinstance(text, Message):
        return text
    values = {
        name: to_data(value) if isinstance(value, str) else value for name, value in text.values.items()
    }
    data = {"text": _plain(text), "template": text.template, "values": values}
    return data if text.number is None else data | {"number": text.number}


def from_data(data: object) -> str:
    """The inverse of :func:`to_data`, for data that may have come from anybody.

    The English text is taken as it is; the template is only ever looked up, never filled in.

    Raises:
        ValueError: If it is no text and no message, or larger than any message.
    """
    return _from_data(data, _DEEPEST)


Text = Annotated[str, PlainValidator(from_data), PlainSerializer(to_data)]
"""A field of a pydantic model that keeps a message's template and values in JSON."""


def _value(value: object) -> Value:
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, numbers.Real):  # NumPy's
        return int(value) if isinstance(value, numbers.Integral) else float(value)
    return str(value)


def _plain(text: str) -> str:
    return str.__str__(text)


def _from_data(data: object, depth: int) -> str:
    match data:
        case str():
            return data
        case {"text": str(text), "template": str(template), "values": dict(values), **rest} if depth:
            number = rest.get("number")
            if (
                max(len(text), len(template)) <= _LONGEST
                and len(values) <= _MOST_VALUES
                and (number is None or (isinstance(number, int) and 0 <= number <= _MOST_NUMBER))
                and _is_unicode(template)
            ):
                filled = {str(name): _value_from_data(value, depth - 1) for name, value in values.items()}
                return Message(text, template, filled, number)
    raise ValueError("not a text or message")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a pair, which JSON can hold
        return False
    return True


def _value_from_data(data: object, depth: int) -> Value:
    return data if isinstance(data, int | float) else _from_data(data, depth)
