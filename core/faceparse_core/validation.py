"""What pydantic found wrong with data, as messages."""

from __future__ import annotations

from pydantic import ValidationError

from faceparse_core.messages import message

_REASONS = {
    "missing": message("Field required"),
    "extra_forbidden": message("Extra inputs are not permitted"),
    "string_type": message("Input should be a valid string"),
    "int_type": message("Input should be a valid integer"),
    "float_type": message("Input should be a valid number"),
    "bool_type": message("Input should be a valid boolean"),
    "list_type": message("Input should be a valid list"),
}
"""By pydantic's type of error, in its words."""


def first_fault(error: ValidationError) -> tuple[str, str]:
    """Return where the first fault is, its keys joined by dots (empty for the whole), and what it is."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    context = first.get("ctx", {})
    if first["type"] == "json_invalid":
        return place, message("Invalid JSON: {reason}", reason=context["error"])
    if first["type"] == "value_error":
        return place, str(context["error"])
    return place, _REASONS.get(first["type"], first["msg"])
