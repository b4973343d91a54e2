"""One part of a large set of photos, chosen by their names alone."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path


@dataclass(frozen=True)
class Shard:
    """Part ``index`` of ``count``, from 1. Each photo is in one part, and stays there when others come."""

    index: int = 1
    count: int = 1

    @classmethod
    def parse(cls, text: str) -> Shard:
        """From ``i/n``.

        Raises:
            ValueError: if it is no such pair with 1 <= i <= n.
        """
        found = re.fullmatch(r"([0-9]{1,9})/([0-9]{1,9})", text)
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            raise ValueError(f"{text!r} is not a part such as 1/4 or 4/4")
        return cls(int(found[1]), int(found[2]))

    def __contains__(self, name: Path) -> bool:
        """Whether a photo is in this part, by its path relative to the folder that was given."""
        if self.count == 1:
            return True
        digest = blake2b(os.fsencode(name.as_posix()), digest_size=8).digest()
        return int.from_bytes(digest, "big") % self.count == self.index - 1


WHOLE = Shard()
"""All photos."""
