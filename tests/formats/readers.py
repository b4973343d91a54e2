"""Ask other tools what they make of our files: they live in an environment of their own (``make readers``).

``FACEPARSE_READERS`` names its Python where that is not ``.venv-readers/bin/python``.
"""

from __future__ import annotations

import json
import os
import subprocess
import textwrap
from pathlib import Path
from typing import Any

import pytest

from tests import ROOT

PYTHON = Path(os.environ.get("FACEPARSE_READERS", ROOT / ".venv-readers" / "bin" / "python"))

needs_readers = pytest.mark.skipif(not PYTHON.exists(), reason="`make readers` installs the other tools")


def ask(script: str, *arguments: str | Path) -> Any:
    """Run ``script`` there with ``arguments`` as ``sys.argv[1:]``; return what it gives to ``answer(value)``.

    It sees nothing of this project, and ``answer`` takes what JSON can hold.
    """
    whole = (
        "import json, sys\n"
        "def answer(value): print('\\nANSWER ' + json.dumps(value))\n" + textwrap.dedent(script)
    )
    environment = {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "DATUMARO_TELEMETRY_SKIP": "1",
        "QT_QPA_PLATFORM": "offscreen",
    }
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [PYTHON, "-I", "-c", whole, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=240,
        env=environment,
    )
    answers = [line for line in done.stdout.splitlines() if line.startswith("ANSWER ")]
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert answers, f"no answer: {done.stdout}\n{done.stderr}"
    return json.loads(answers[-1].removeprefix("ANSWER "))
