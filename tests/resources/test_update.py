"""Qt Linguist finds the messages of the packages without Qt."""

import xml.etree.ElementTree as ET

import pytest

from faceparse_core.class_orders import ORDERS
from faceparse_gui.formats import FORMATS
from faceparse_resources.translations import update
from tests import ROOT


def test_templates_are_found_and_which_have_a_plural():
    source = """
def fail(path, n):
    raise Error(path, message("{name} is " "empty.", name=path.name))
    yield message("{n} photo", plural="{n} photos", n=n)
    log.message("for nobody")
"""
    assert list(update.messages_in(source)) == [("{name} is empty.", False), ("{n} photo", True)]


@pytest.mark.parametrize(
    "call", ["message(text)", 'message(f"{name} is empty.")', 'message("a" + b)', "message()"]
)
def test_a_template_that_is_no_literal_is_refused(call):
    with pytest.raises(ValueError, match="no literal"):
        list(update.messages_in(call))


def test_the_title_of_every_format_and_class_order_is_a_message():
    titles = {each.title for each in (*FORMATS.values(), *ORDERS.values())}
    assert titles <= set(update.templates(ROOT))


def test_a_new_file_holds_every_message_with_its_plural(tmp_path):
    source = tmp_path / "new_de_DE.ts"
    update.collect(source)
    (messages,) = (
        context
        for context in ET.parse(source).getroot().iter("context")
        if context.findtext("name") == "Messages"
    )
    found = {each.findtext("source"): each.get("numerus") == "yes" for each in messages.iter("message")}
    assert found == update.templates(ROOT)
    assert len(found) > 400
    assert sum(found.values()) > 5
