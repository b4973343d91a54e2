"""Numbers that are none: what Python and others write into JSON though JSON, or 64 bits, cannot hold it.

The parser would end at the first, and with it every entry that follows. As ``null`` it costs its entry alone.
"""

from __future__ import annotations

import math
import re

_SUSPECT = re.compile(rb"NaN|Infinity|[0-9]{19}|[eE][+-]?[0-9]{3}")
_TOKEN = re.compile(
    rb'"(?:[^"\\]+|\\.)*+(?:"|\Z)|-?(?:NaN|Infinity)|-?[0-9][-+.0-9eE]*', re.DOTALL
)  # a text, or a number
_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_OF_NUMBERS = b"-+.0123456789eENaInfity"


class Numbers:
    """JSON in pieces, with ``null`` for such numbers outside of texts."""

    def __init__(self) -> None:
        self._in_text = False
        self._rest = b""

    def feed(self, data: bytes) -> bytes:
        """The next piece, without the end of it where that may go on in the piece after; ``b""``: no more."""
        piece, self._rest = self._rest + data, b""
        plain = _ESCAPE.sub(b"__", piece) if b"\\" in piece else piece
        ends_in_text = self._in_text != bool(plain.count(b'"') & 1)
        if data:
            cut = len(plain.removesuffix(b"\\") if ends_in_text else plain.rstrip(_OF_NUMBERS))
            piece, self._rest = piece[:cut], piece[cut:]
        if _SUSPECT.search(piece):
            opened = b'"' * self._in_text
            piece = _TOKEN.sub(_checked, opened + piece)[len(opened) :]
        self._in_text = ends_in_text
        return piece


def _checked(match: re.Match[bytes]) -> bytes:
    token = match[0]
    if token.startswith(b'"'):
        return token
    if token.endswith((b"NaN", b"Infinity")):
        return b"null"
    try:
        is_whole = token.lstrip(b"-").isdigit()
        fits = len(token) <= 20 and abs(int(token)) < 1 << 63 if is_whole else math.isfinite(float(token))
    except ValueError:  # for the parser to report
        return token
    return token if fits else b"null"
