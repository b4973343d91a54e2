"""``faceparse``: the command line. What it offers is in ``faceparse_gui.commands.program``.

How each command ends, and what it says then, is in ``faceparse_gui.commands.shared.exit_codes``.
"""

from __future__ import annotations

import sys
from typing import NoReturn

try:
    from faceparse_gui.commands.program import app
    from faceparse_gui.commands.shared.exit_codes import run
except KeyboardInterrupt:  # Ctrl-C while the commands are loaded
    sys.exit(130)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line, ``sys.argv`` by default; ends with ``SystemExit``."""
    sys.exit(run(app, arguments))


if __name__ == "__main__":
    main()
