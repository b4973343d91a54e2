"""Options, clocks, conditions and reports, the same for all benches.

    python tests/bench/bench_NAME.py [--report [PAGE]] [--repeat N] [--quick]

A small module of our own: pyperf times one statement in many processes, asv follows a statement over
commits, and pytest-benchmark times a function within a test. Most figures here are something else:
percentiles of events in a window, the peak memory of a process, photos a second of a whole command, and
ratios of two programs that take turns in one run.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import multiprocessing
import os
import platform
import re
import shlex
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numpy as np

from faceparse_training.studies.report import write_section
from tests import ROOT

MB = 2**20
README = ROOT / "README.md"
LIBRARIES = ("numpy", "opencv-python-headless", "torch", "PySide6-Essentials")
BUSY = 0.25
"""Load average for each core, before a bench starts, from which the machine does not count as quiet."""

P = ParamSpec("P")
R = TypeVar("R")
Clock = Callable[[], float]


@dataclass(frozen=True)
class Times:
    """Durations of one action, in milliseconds, in the order in which they were taken."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def p99(self) -> float:
        return float(np.percentile(self.values, 99))

    @property
    def longest(self) -> float:
        return max(self.values)


def milliseconds(action: Callable[[], object], clock: Clock = time.perf_counter) -> float:
    """Run ``action`` once and return its duration in milliseconds."""
    start = clock()
    action()
    return 1000 * (clock() - start)


def repeated(action: Callable[[], object], times: int, clock: Clock = time.perf_counter) -> Times:
    """Run ``action`` so many times, at least once."""
    return Times(tuple(milliseconds(action, clock) for _ in range(max(1, times))))


def in_turns(
    actions: Mapping[str, Callable[[], object]],
    turns: int,
    warm_up: int = 1,
    clock: Clock = time.perf_counter,
) -> dict[str, Times]:
    """Run all ``actions`` after each other, ``turns`` times, so that other work disturbs them alike.

    The first ``warm_up`` turns do not count.
    """
    values: dict[str, list[float]] = {name: [] for name in actions}
    for turn in range(warm_up + max(1, turns)):
        for name, action in actions.items():
            duration = milliseconds(action, clock)
            if turn >= warm_up:
                values[name].append(duration)
    return {name: Times(tuple(each)) for name, each in values.items()}


def ratio(numerator: Times, denominator: Times) -> float:
    """Return the median of the turns' ratios; both were taken by ``in_turns``."""
    pairs = zip(numerator.values, denominator.values, strict=True)
    return statistics.median(a / max(b, 1e-9) for a, b in pairs)


def in_new_process(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a module-level function in a spawned process, which shares no memory with this one."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *args, **kwargs).result()


def peak_memory(process: int | str = "self") -> int:
    """Return the peak resident memory of a process, in bytes (Linux; ``getrusage`` includes its parent's)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return 1024 * int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))


@contextmanager
def scratch_home() -> Iterator[Path]:
    """An empty home folder, removed at the end: settings, data and caches of what is measured lie in it."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        os.environ["HOME"] = name
        for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{kind}_HOME"] = f"{name}/{kind.lower()}"
        try:
            yield Path(name)
        finally:
            os.environ.clear()
            os.environ.update(before)


def table(columns: str, rows: Iterable[Sequence[object]]) -> list[str]:
    """Return a Markdown table; ``columns`` are separated by ``|``, all but the first hold numbers."""
    names = [name.strip() for name in columns.split("|")]
    lines = [names, ["---", *["---:"] * (len(names) - 1)], *rows]
    return [f"| {' | '.join(map(str, line))} |" for line in lines]


def processor() -> str:
    """Return the processor's name with the vector instructions that matter here, and the number of cores."""
    name, instructions = platform.processor() or platform.machine(), ""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        pairs = [line.split(":", 1) for line in info.read_text().splitlines() if ":" in line]
        fields = {key.strip(): value.strip() for key, value in pairs}
        name = fields.get("model name", name)
        known = ("avx2", "avx512f", "avx512_bf16", "amx_tile")
        instructions = f" ({', '.join(f for f in known if f in fields.get('flags', '').split())})"
    return f"{name}{instructions}, {os.cpu_count()} cores"


def versions() -> str:
    """Return the versions of Python and of the libraries that take most of the time."""
    found = [f"Python {platform.python_version()}"]
    for library in LIBRARIES:
        try:
            found.append(f"{library.split('-')[0]} {importlib.metadata.version(library)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return ", ".join(found)


def write_figure(page: Path, name: str, figure: str) -> None:
    """Put ``figure`` between the marks ``<!-- begin NAME -->`` and ``<!-- end NAME -->`` within a line.

    Raises:
        ValueError: if the page does not hold the marks once, or the figure is more than one line.
    """
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    text = page.read_text(encoding="utf-8")
    marked = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}")
    if "\n" in figure or len(marked.findall(text)) != 1:
        raise ValueError(f"{page.name} must hold {begin} and {end} once, in one line")
    page.write_text(marked.sub(lambda _: f"{begin}{figure}{end}", text), encoding="utf-8")


class Bench:
    """The command line of one script, the conditions it ran under, and its report."""

    def __init__(
        self, description: str | None, section: str, page: str, repeat: int, of: str, quick: int = 1
    ) -> None:
        """Declare the options that all benches have.

        Args:
            description: The docstring of the script.
            section: Name of the section that is written.
            page: The page of the documentation with that section, relative to the checkout.
            repeat: Default of ``--repeat``.
            of: What is repeated, for the help.
            quick: Default of ``--repeat`` with ``--quick``.
        """
        self.is_quick = "--quick" in sys.argv
        self._section, self._page = section, ROOT / page
        self._path_options: dict[str, str] = {}
        self._load = os.getloadavg()[0]
        self._parser = argparse.ArgumentParser(
            description=description, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        self.option(
            "--report", type=Path, nargs="?", const=self._page, metavar="PAGE",
            help=f"write the section {section} of PAGE, or of {page} and the figure in README.md",
        )  # fmt: skip
        self.option("--repeat", type=int, default=repeat, quick=quick, metavar="N", help=f"{of} ({repeat})")
        self.option(
            "--quick", action="store_true", help="little work: shows that the bench runs, not how fast"
        )

    def option(self, flag: str, *, quick: object = None, **keywords: Any) -> None:
        """Declare one more option as argparse does; ``quick`` is its default with ``--quick``."""
        if self.is_quick and quick is not None:
            keywords["default"] = quick
        if keywords.get("type") is Path:
            self._path_options[flag] = keywords.setdefault("metavar", "PATH")
        self._parser.add_argument(flag, **keywords)

    def parse(self) -> argparse.Namespace:
        """Return the options; end the program if ``--quick`` figures would get into the documentation."""
        self._options = self._parser.parse_args()
        if self.is_quick and self._options.report == self._page:
            self._parser.error("figures of --quick do not belong into the documentation: name another PAGE")
        return self._options

    def write(self, lines: Sequence[str], figure: str = "") -> None:
        """Print the report and, with ``--report``, write it.

        Args:
            lines: Markdown.
            figure: The result in a line, for the table of figures in README.md; empty if it has none.
        """
        text = "\n".join([f"`{self.command()}`", "", self.conditions(), "", *lines])
        print(text)
        if figure:
            print(f"\n{figure}")
        page = self._options.report
        if page is not None:
            write_section(page, self._section, text)
            if figure and page == self._page:
                write_figure(README, self._section, figure)

    def command(self) -> str:
        """Return the command that was given, without ``--report`` and with placeholders for paths."""
        shown: list[str] = []
        skipped = ""
        for argument in sys.argv[1:]:
            flag = argument.split("=")[0]
            if argument.startswith("--"):
                skipped = flag if flag in self._path_options else ""
                if flag == "--report":
                    continue
                shown += [flag, self._path_options[flag]] if skipped else [argument]
            elif not skipped:
                shown.append(argument)
        script = Path(sys.argv[0]).resolve().relative_to(Path(__file__).parent).as_posix()
        return shlex.join(["python", f"tests/bench/{script}", *shown])

    def conditions(self) -> str:
        """Return a sentence on the machine: processor, versions, and whether other work ran on it."""
        is_busy = self._load > BUSY * (os.cpu_count() or 1)
        quiet = "other work ran on the machine" if is_busy else "a quiet machine"
        return f"{processor()}; load before the start {self._load:.1f} ({quiet}). {versions()}."
