"""``faceparse formats``: what masks can be written as and read from."""

from __future__ import annotations

import typer


def formats() -> None:
    """List the formats, and the options that each one heeds."""
    from faceparse_gui.formats import FORMATS

    width = max(map(len, FORMATS))
    for name, each in FORMATS.items():
        ways = " and ".join(way for way, can in (("write", each.writes), ("read", each.reads)) if can)
        target = each.extension or (f"NAME{each.suffix}" if each.suffix else "a folder")
        typer.echo(f"{name:<{width}}  {each.title} ({ways}; {target})")
        if each.uses:
            typer.echo(f"{'':<{width}}  heeds {', '.join(sorted(each.uses))}")
