"""``faceparse formats``: what masks can be written as and read from."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def formats(
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
) -> None:
    """List the formats and their options."""
    from faceparse_gui.formats import FORMATS
    from faceparse_gui.formats.checked_options import COMMON

    if as_json:
        entries = [
            {
                "name": name,
                "title": each.title,
                "writes": each.writes,
                "reads": each.reads,
                "extension": each.extension,
                "photo_by_photo": bool(each.suffix),
                "options": sorted(each.uses | COMMON),
            }
            for name, each in FORMATS.items()
        ]
        typer.echo(json.dumps(entries))
        return
    width = max(map(len, FORMATS))
    for name, each in FORMATS.items():
        ways = " and ".join(way for way, can in (("write", each.writes), ("read", each.reads)) if can)
        target = each.extension or (f"NAME{each.suffix}" if each.suffix else "a folder")
        typer.echo(f"{name:<{width}}  {each.title} ({ways}; {target})")
        if each.uses:
            typer.echo(f"{'':<{width}}  options: {', '.join(sorted(each.uses))}")
