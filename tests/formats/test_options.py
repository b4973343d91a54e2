"""The choices of an export: what is refused, and that they survive being kept."""

import pytest
from pydantic import ValidationError

from faceparse_core.labels import ID_OF
from faceparse_gui.formats import ExportOptions, ReadOptions


def test_they_come_back_from_json() -> None:
    options = ExportOptions(crop="face", size=256, classes=("hair", "skin"), naming="{n:05}", order="lapa")
    assert ExportOptions.model_validate_json(options.model_dump_json()) == options


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("classes", ("beard",), "no class beard"),
        ("classes", ("background",), "at least one class"),
        ("order", "helen", "no class order helen"),
        ("size", 3, "16"),
        ("colour", 1, "colour"),
    ],
)
def test_a_wrong_choice_is_named(field: str, value: object, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        ExportOptions(**{field: value})


def test_a_class_map_leads_to_our_classes() -> None:
    assert ReadOptions(class_map={"Haare": "hair"}).class_map == {"Haare": "hair"}
    with pytest.raises(ValidationError, match="no class beard"):
        ReadOptions(class_map={"Bart": "beard"})


def test_the_background_is_a_class_only_if_it_is_wanted() -> None:
    assert ExportOptions(classes=("background", "skin")).class_ids == (ID_OF["skin"],)
    assert ExportOptions(classes=("background", "skin"), background=True).class_ids == (0, ID_OF["skin"])
