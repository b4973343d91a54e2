"""The messages of the packages without Qt are found in their source, and the list of them is up to date."""

from faceparse_core.class_orders import ORDERS
from faceparse_gui.formats import FORMATS
from faceparse_resources.translations import extract, update
from tests import ROOT


def test_the_list_of_messages_is_up_to_date():
    made = extract.module(extract.templates(ROOT), extract.titles(ROOT))
    assert (ROOT / update.MODULE).read_text("utf-8") == made, "run translations/update.py"


def test_every_format_and_class_order_has_its_title_listed():
    own = {each.title for each in (*FORMATS.values(), *ORDERS.values())}
    assert set(extract.titles(ROOT)) == own


def test_what_an_f_string_fills_in_becomes_a_numbered_placeholder():
    source = 'raise FileError(path, f"{path.name} holds {count:,} files, {more!r} more. " f"Split {it}.")'
    assert extract.messages(source) == {"{0} holds {1} files, {2} more. Split {3}."}


def test_braces_of_a_text_are_doubled():
    assert extract.messages('f(f"put {{stem}} into {it}", "or {n:05} there")') == {
        "put {{stem}} into {0}",
        "or {{n:05}} there",
    }


def test_parts_and_quoted_constants_are_messages_of_their_own():
    source = """
KINDS = "JPEG or PNG"
UNUSED = "nobody says this"

def fail(there):
    raise Error(f"Take {KINDS}: {'it is there' if there else 'it is gone'}.")
"""
    assert extract.messages(source) == {"Take {0}: {1}.", "JPEG or PNG", "it is there", "it is gone"}


def test_what_nobody_is_told_is_left_out():
    source = '''"""What this is for."""

class Kind:
    """A kind of thing."""

    title = "Some kind"

    def ask(self):
        """Ask the database."""
        if self.text == "not for you":
            log.warning("It was not for %s", self)
        db.execute(f"SELECT all FROM {table}")
        return f"{self.a} × {self.b}", "one", "a-b c"
'''
    assert extract.messages(source) == set()


def test_the_module_gives_back_every_text():
    texts = ('a "quoted" word', "two\nlines of it", "a back\\slash here")
    names: dict[str, object] = {}
    exec(extract.module(texts), names)
    assert names["TEMPLATES"] == texts


def test_what_is_for_programmers_is_no_message():
    assert (
        extract.messages('class A:\n    def __repr__(self):\n        return f"<Face at {self.x}>"') == set()
    )


def test_the_steps_that_can_fail_are_words_of_their_own():
    assert {"read", "parsed", "saved", "exported"} <= set(extract.templates(ROOT))
