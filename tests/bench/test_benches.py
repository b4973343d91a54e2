"""The benches run and write their sections; their figures are not judged here."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "options", "section", "holds"),
    [
        ("bench_parse.py", ["--turns", "1"], "speed-cpu", "| **photo to label map** |"),
        ("bench_editor.py", ["--sides", "512"], "editor-speed", "| 512² | pan frame |"),
        ("bench_photo_memory.py", ["--sides", "512"], "photo-memory", "| 512² | 1 |"),
        ("bench_reading_memory.py", ["--side", "600"], "reading-memory", "| rgb.png |"),
        ("bench_gpu.py", ["--device", "cpu", "--precision", "32-true"], "speed-gpu", "| 32-true | 2 |"),
        ("bench_selections.py", [], "selections", "| 4096² |"),
    ],
)
def test_a_bench_writes_its_section(script, options, section, holds, tmp_path):
    page = tmp_path / "results.md"
    command = [sys.executable, str(HERE / script), *options, "--report", str(page)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"<!-- begin {section} -->")
    assert holds in text
    assert holds in ran.stdout
