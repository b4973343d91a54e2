"""The benches run and write their sections; their figures are not judged here."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import harness

HERE = Path(__file__).parent


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "section", "holds"),
    [
        ("parsing/bench_parse.py", "speed-cpu", "| **photo to label map** |"),
        ("bench_editor.py", "editor-speed", "| 512² | pan frame |"),
        ("bench_photo_memory.py", "photo-memory", "| 512² | 1 |"),
        ("bench_reading_memory.py", "reading-memory", "| rgb.png |"),
        ("bench_gpu.py", "speed-gpu", "| 32-true | 2 |"),
        ("bench_selections.py", "selections", "| 512² |"),
        ("bench_stroke.py", "stroke-events", "| 512² | 128 |"),
        ("bench_export.py", "export-speed", "| indexed |"),
    ],
)
def test_a_bench_writes_its_section(script, section, holds, tmp_path):
    page = tmp_path / "results.md"
    command = [sys.executable, str(HERE / script), "--quick", "--report", str(page)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"<!-- begin {section} -->\n`python tests/bench/{script} --quick`\n")
    assert holds in text
    assert holds in ran.stdout


@pytest.mark.parametrize(
    "script", sorted(path.relative_to(HERE).as_posix() for path in HERE.rglob("bench_*.py"))
)
def test_every_bench_declares_the_same_options_and_an_existing_page(script):
    text = (HERE / script).read_text(encoding="utf-8")
    page = text.split("bench = Bench(")[1].split('"')[3]
    assert (harness.ROOT / page).is_file()
    assert "argparse" not in text


def bench(monkeypatch, *arguments: str) -> harness.Bench:
    monkeypatch.setattr(sys, "argv", ["tests/bench/bench_example.py", *arguments])
    made = harness.Bench("", "example", "docs/example.md", repeat=7, of="rounds", quick=2)
    made.option("--data", type=Path, metavar="DIR")
    made.option("--side", type=int, default=4096, quick=64)
    return made


def test_quick_has_defaults_of_its_own(monkeypatch):
    usual, quick = (bench(monkeypatch, *each).parse() for each in ((), ("--quick",)))
    assert (usual.repeat, usual.side) == (7, 4096)
    assert (quick.repeat, quick.side) == (2, 64)
    assert bench(monkeypatch, "--quick", "--repeat", "3").parse().repeat == 3


def test_figures_of_a_quick_run_do_not_get_into_the_documentation(monkeypatch, capsys):
    with pytest.raises(SystemExit):
        bench(monkeypatch, "--quick", "--report").parse()
    assert "name another PAGE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["--repeat", "3", "--data", "/home/somebody/faces"], "--repeat 3 --data DIR"),
        (["--data=/home/somebody/faces", "--side", "64"], "--data DIR --side 64"),
        (["--report", "page.md", "--side=64"], "--side=64"),
        (["--report", "--repeat", "3"], "--repeat 3"),
    ],
)
def test_the_command_is_shown_without_paths(arguments, shown, monkeypatch):
    assert bench(monkeypatch, *arguments).command() == f"python tests/bench/bench_example.py {shown}"


def test_the_figure_is_written_between_its_marks_in_the_readme(monkeypatch, tmp_path):
    page, readme = tmp_path / "example.md", tmp_path / "README.md"
    readme.write_text("| a | <!-- begin example -->old<!-- end example --> | b |\n", encoding="utf-8")
    monkeypatch.setattr(harness, "ROOT", tmp_path)
    monkeypatch.setattr(harness, "README", readme)
    (tmp_path / "docs").mkdir()
    for report in (["--report", str(page)], ["--report"]):
        made = bench(monkeypatch, *report)
        made.parse()
        made.write(["lines"], "1.5 ms")
        changed = "1.5 ms" in readme.read_text(encoding="utf-8")
        assert changed == (len(report) == 1), "only the page's own report changes the README"
    assert "lines" in page.read_text(encoding="utf-8")
    assert (
        readme.read_text(encoding="utf-8") == "| a | <!-- begin example -->1.5 ms<!-- end example --> | b |\n"
    )


@pytest.mark.parametrize(
    "text", ["no marks", "<!-- begin a --><!-- end a --> <!-- begin a --><!-- end a -->"]
)
def test_a_figure_needs_its_marks_once(text, tmp_path):
    page = tmp_path / "README.md"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="once"):
        harness.write_figure(page, "a", "1")


def test_actions_take_turns_and_ratios_are_taken_turn_by_turn():
    order: list[str] = []
    now = iter(range(1000))
    found = harness.in_turns(
        {"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 2, clock=lambda: next(now)
    )
    assert order == ["a", "b"] * 3
    assert found["a"].values == (1000.0, 1000.0)
    slow, fast = harness.Times((2.0, 30.0, 4.0)), harness.Times((1.0, 10.0, 1.0))
    assert harness.ratio(slow, fast) == 3.0
    assert (slow.median, slow.longest) == (4.0, 30.0)


def test_a_busy_machine_is_named(monkeypatch):
    for load, words in ((0.0, "a quiet machine"), (64.0, "other work ran on the machine")):
        monkeypatch.setattr(harness.os, "getloadavg", lambda load=load: (load, 0.0, 0.0))
        monkeypatch.setattr(harness.os, "cpu_count", lambda: 4)
        assert words in bench(monkeypatch).conditions()
