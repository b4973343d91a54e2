"""Files that ship with the program: models, the sample photo, icons; in a wheel and in a checkout."""

from pathlib import Path

_ROOT = Path(__file__).resolve().parent


def path(name: str) -> Path:
    """The shipped file or folder ``name``, written with forward slashes: ``sample/portrait.jpg``.

    Raises FileNotFoundError, which names the file and the mend, when it did not come with the installation.
    """
    found = _ROOT / name
    if not found.exists():
        raise FileNotFoundError(f"{found} is missing from this installation: install faceparse-gui again")
    return found
