"""Read damaged and hostile files through every way into the program, within limits on time and memory.

``python tests/fuzz/fuzz.py`` runs 2,000 cases and prints a table; ``--only TARGET --from NUMBER --cases 1``
runs one again. A case fails if the process dies, hangs, takes too much memory, raises what no user can
read, changes a photo, or writes through a link.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests import ROOT

SECONDS = 20.0
"""The longest that a case may take. The good files are read in a tenth of a second."""
MEMORY = 1 << 30
"""Bytes that a process may hold above what it holds before its first case."""
_HERE = Path(__file__).parent
_LOOK = 0.02


@dataclass
class Outcomes:
    """What came of the cases of one target."""

    cases: int = 0
    refused: int = 0
    """Something was said to the user."""
    slowest: float = 0.0
    """Seconds."""
    faults: list[str] = field(default_factory=list)


class _Child:
    """A process that runs cases, and is made anew when one of them costs its life."""

    def __init__(self, names: Sequence[str]) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
        self._process = subprocess.Popen(
            [sys.executable, str(_HERE / "fuzz_case.py"), *names],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            text=True,
        )
        self.alive = True
        assert self._process.stdout
        said = json.loads(self._process.stdout.readline())
        assert not said, f"good files are not read without a word: {said}"
        self._base = psutil.Process(self._process.pid).memory_info().rss

    def run(self, name: str, number: int) -> str | None:
        """Run one case; return its fault, '' where the user was told something, None where all was well."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{name} {number}\n")
        self._process.stdin.flush()
        begun, watched = time.monotonic(), psutil.Process(self._process.pid)
        while not select.select([self._process.stdout], [], [], _LOOK)[0]:
            try:
                held = watched.memory_info().rss
            except psutil.NoSuchProcess:
                break
            if held - self._base > MEMORY:
                return self._end(f"took {(held - self._base) >> 20} MB")
            if time.monotonic() - begun > SECONDS:
                return self._end(f"was not done after {SECONDS:.0f} s")
        line = self._process.stdout.readline()
        if not line:
            return self._end(f"ended the process with {self._process.wait()}")
        outcome = json.loads(line)
        return outcome["fault"] or (None if outcome["said"] is None else "")

    def _end(self, fault: str) -> str:
        self.close()
        return fault

    def close(self) -> None:
        self.alive = False
        self._process.kill()
        self._process.communicate()


def fuzz(names: Sequence[str], cases: int, first: int = 0) -> dict[str, Outcomes]:
    """Run ``cases`` cases, one target after another; return what came of them by target."""
    outcomes = {name: Outcomes() for name in names}
    child = _Child(names)
    try:
        for name, number in _cases(names, cases, first):
            if not child.alive:
                child = _Child(names)
            begun = time.monotonic()
            fault = child.run(name, number)
            of = outcomes[name]
            of.cases += 1
            of.slowest = max(of.slowest, time.monotonic() - begun)
            of.refused += fault == ""
            if fault:
                of.faults.append(f"--only {name} --from {number}: {fault}")
    finally:
        child.close()
    return outcomes


def _cases(names: Sequence[str], cases: int, first: int) -> Iterator[tuple[str, int]]:
    """One target's cases after another's: what a target loads is loaded once."""
    for place, name in enumerate(names):
        for number in range(first, first + (cases + len(names) - 1 - place) // len(names)):
            yield name, number


def main() -> int:
    from tests.fuzz.fuzz_targets import TARGETS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--from", type=int, default=0, dest="first", help="number of the first case of each")
    parser.add_argument("--only", choices=TARGETS, action="append", help="the target, may be given again")
    asked = parser.parse_args()
    outcomes = fuzz(asked.only or list(TARGETS), asked.cases, asked.first)
    print(f"{'target':22}{'cases':>7}{'refused':>9}{'slowest':>10}{'faults':>8}")
    for name, of in outcomes.items():
        print(f"{name:22}{of.cases:7}{of.refused:9}{of.slowest:8.2f} s{len(of.faults):8}")
    faults = [fault for of in outcomes.values() for fault in of.faults]
    kinds = Counter(fault.rstrip().splitlines()[-1][:110] for fault in faults)
    for kind, times in kinds.most_common():
        example = next(fault for fault in faults if fault.rstrip().splitlines()[-1][:110] == kind)
        print(f"\n{times} ×\n{example}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
