"""A message is its English text, and keeps what it was made of wherever it goes."""

import copy
import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from pydantic import BaseModel

from faceparse_core.files.writing import FileError
from faceparse_core.messages import Message, Text, from_data, joined, message, to_data

EMPTY = message("{name} is empty.", name="a.png")


def parts(text):
    """What equality of texts does not see."""
    assert isinstance(text, Message)
    values = {
        name: parts(value) if isinstance(value, Message) else value for name, value in text.values.items()
    }
    return str.__str__(text), text.template, values, text.number


def pickled(thing):
    return pickle.loads(pickle.dumps(thing))  # noqa: S301


def test_a_message_is_its_english_text():
    assert EMPTY == "a.png is empty."
    assert (EMPTY.template, dict(EMPTY.values)) == ("{name} is empty.", {"name": "a.png"})
    assert f"{EMPTY} Sorry." == "a.png is empty. Sorry."
    assert json.dumps(EMPTY) == '"a.png is empty."'


def test_braces_of_its_own_are_doubled():
    assert message("put {{n}} into {where}", where="it") == "put {n} into it"
    assert message("put {{n}} there") == "put {n} there"


@pytest.mark.parametrize(("n", "text"), [(0, "0 photos"), (1, "1 photo"), (5, "5 photos")])
def test_the_number_settles_between_singular_and_plural(n, text):
    made = message("{n} photo", plural="{n} photos", n=n)
    assert (made, made.number, made.template) == (text, n, "{n} photo")


def test_numbers_stay_numbers_and_the_rest_becomes_text():
    made = message("{a:,} {b:.2f} {c} {d}", a=np.int64(1200), b=np.float32(0.5), c=Path("x/y"), d=KeyError(1))
    assert made == "1,200 0.50 x/y 1"
    assert dict(made.values) == {"a": 1200, "b": 0.5, "c": "x/y", "d": "1"}


def test_an_error_in_a_message_stays_a_message():
    made = message("{error} Start anew.", error=FileError("a.png", EMPTY))
    assert made == "a.png is empty. Start anew."
    assert parts(made.values["error"]) == parts(EMPTY)


@pytest.mark.parametrize("error", [ValueError(EMPTY), FileError("a.png", EMPTY)])
def test_the_text_of_an_error_is_its_message(error):
    assert parts(str(error)) == parts(EMPTY)
    assert parts(str(pickled(error))) == parts(EMPTY)


def test_joined_sentences_stay_messages():
    made = joined("", EMPTY, "Look.", "")
    assert made == "a.png is empty. Look."
    assert parts(made.values["first"]) == parts(EMPTY)
    assert joined("", "") == ""
    assert parts(joined(EMPTY)) == parts(EMPTY)


MESSAGES = [
    EMPTY,
    message("{n} photo of {whole}", plural="{n} photos of {whole}", n=3, whole=EMPTY),
    message("{share:.1%} of {name}", share=0.25, name="字"),
]


@pytest.mark.parametrize("made", MESSAGES)
def test_copies_keep_everything(made):
    for again in (
        copy.deepcopy(made),
        pickled(made),
        from_data(json.loads(json.dumps(to_data(made)))),
    ):
        assert parts(again) == parts(made)


def test_a_model_keeps_its_message_and_reads_plain_text():
    class Entry(BaseModel):
        reason: Text

    made = Entry(reason=MESSAGES[1])
    assert parts(Entry.model_validate_json(made.model_dump_json()).reason) == parts(MESSAGES[1])
    assert Entry.model_validate_json('{"reason": "as before"}').reason == "as before"
    with pytest.raises(ValueError, match="not a text"):
        Entry.model_validate_json('{"reason": 7}')


def nested(depth):
    data = "x"
    for _ in range(depth):
        data = {"text": "x", "template": "{x}", "values": {"x": data}}
    return data


GOOD = {"text": "x", "template": "{x}", "values": {"x": 1}}


@pytest.mark.parametrize(
    "data",
    [
        None,
        7,
        ["x"],
        {},
        {**GOOD, "text": None},
        {**GOOD, "values": [1]},
        {**GOOD, "values": {"x": None}},
        {**GOOD, "values": {"x": [1]}},
        {**GOOD, "values": {str(i): 1 for i in range(100)}},
        {**GOOD, "template": "x" * 100_000},
        {**GOOD, "text": "x" * 100_000},
        {**GOOD, "number": "1"},
        {**GOOD, "number": -(2**40)},
        {**GOOD, "number": 2**40},
        {**GOOD, "template": "\ud800"},
        nested(100),
    ],
)
def test_what_is_no_message_or_too_large_is_refused(data):
    with pytest.raises(ValueError, match="not a text or message"):
        from_data(data)


def test_a_template_from_elsewhere_is_never_filled_in():
    data = {"text": "said", "template": "{x.__class__} {x:>999999999}", "values": {"x": "y"}}
    assert from_data(data) == "said"
