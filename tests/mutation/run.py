"""Run the nearest tests against a sample of mutants: which changes of the code does no test notice?

    python -m tests.mutation.run [--mutants 25] [--seed 0] [--package core …] [--seconds 60] [--out .mutation]

Needs ``pip install -e '.[mutation]'``. The mutants are made in a copy of the checkout. A module's nearest
tests are those of its name, those that import it and those in the folder that mirrors its own; what survives
these meets all tests of the package. With ``--seconds`` a mutant meets as many of its nearest tests as run in
that time, and no others. Tests marked ``slow`` or ``alone`` are left out. A mutant is killed by a test that
fails or hangs, and that passes without the mutant. The table and the survivors go to ``report.md`` in the
output folder.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests import ROOT
from tests.mutation.mutants import PACKAGES, Mutant, sample

HANGS = 60
"""Seconds: a test that takes longer hangs."""
_ELSEWHERE = ("bench", "e2e", "fuzz", "mutation", "ui")
"""Folders whose tests are not taken for importing a module."""
_FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)
"""A test in pytest's summary."""


def nearest(mutant: Mutant) -> list[str]:
    """Test files for the module, the nearest first."""
    module = Path(mutant.path)
    inner = module.relative_to(PACKAGES[mutant.package])
    folder = ROOT / "tests" / mutant.package / inner.parent
    while not any(folder.glob("test_*.py")):
        folder = folder.parent
    source = module.relative_to("core") if module.parts[0] == "core" else module
    package, name = ".".join(source.parent.parts), module.stem
    imports = re.compile(rf"{re.escape(package)}\.{name}\b|from {re.escape(package)} import .*\b{name}\b")
    users = [test for test in _importers() if imports.search(test.read_text(encoding="utf-8"))]
    named = sorted((ROOT / "tests" / mutant.package).rglob(f"test_{name}.py"))
    found = [*named, *users, *sorted(folder.glob("test_*.py"))]
    return [test.relative_to(ROOT).as_posix() for test in dict.fromkeys(found)]


def _importers() -> Iterable[Path]:
    tests = ROOT / "tests"
    return sorted(
        test for test in tests.rglob("test_*.py") if test.relative_to(tests).parts[0] not in _ELSEWHERE
    )


class UnsoundTestError(Exception):
    """A test fails without any mutant."""


class Copy:
    """A copy of the checkout's files, in which mutants are made and tested one after another.

    ``seconds`` is the time for the tests of one mutant; None is as long as they take.
    """

    def __init__(self, folder: Path, seconds: int | None = None) -> None:
        self._folder = folder
        self._seconds = seconds
        self._sound: set[str] = set()
        listed = subprocess.check_output(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
        )
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)

    def failure(self, tests: Sequence[str]) -> str | None:
        """What pytest says of the first test that fails; None where all pass, or all that had the time."""
        packages = [self._folder, *(self._folder / top for top in ("core", "training", "resources"))]
        environment = os.environ | {
            "CI": "true",
            "PYTHONPATH": os.pathsep.join(map(str, packages)),
            "PYTHONDONTWRITEBYTECODE": "1",  # a mutant may be as old and as long as the one before
            "QT_QPA_PLATFORM": "offscreen",
        }
        options = ["-q", "-x", "-p", "no:cacheprovider", "-m", "not slow and not alone", f"--timeout={HANGS}"]
        if self._seconds is not None:
            options.append(f"--session-timeout={self._seconds}")
        command = [sys.executable, "-m", "pytest", *options, *tests]
        ended = subprocess.run(
            command, cwd=self._folder, env=environment, capture_output=True, text=True, check=False
        )
        output = ended.stdout + ended.stderr
        out_of_time = "session-timeout:" in output and not _FAILED.search(output)
        return output if ended.returncode and not out_of_time else None

    def kills(self, mutant: Mutant) -> bool:
        """Whether a test fails with the mutant in the module's place.

        Raises:
            UnsoundTestError: if that test fails without the mutant too.
        """
        module = self._folder / mutant.path
        module.write_text(mutant.code(), encoding="utf-8")
        try:
            failure = self.failure(nearest(mutant))
            if failure is None and self._seconds is None:
                failure = self.failure([f"tests/{mutant.package}"])
        finally:
            shutil.copy2(ROOT / mutant.path, module)
        if failure is None:
            return False
        failed = set(_FAILED.findall(failure)) - self._sound
        if failed and (unsound := self.failure(sorted(failed))) is not None:
            raise UnsoundTestError(unsound)
        self._sound |= failed
        return True


def report(mutants: Sequence[Mutant], survivors: Sequence[Mutant]) -> str:
    """The table by package, and the survivors."""
    lines = ["| package | mutants | killed | survived | killed, % |", "|---|---:|---:|---:|---:|"]
    for package in dict.fromkeys(mutant.package for mutant in mutants):
        made = sum(mutant.package == package for mutant in mutants)
        left = sum(mutant.package == package for mutant in survivors)
        lines.append(f"| {package} | {made} | {made - left} | {left} | {100 * (made - left) / made:.0f} |")
    for mutant in survivors:
        lines += ["", f"{mutant.path}:{mutant.line} ({mutant.operator})", "```diff", mutant.change(), "```"]
    return "\n".join(lines) + "\n"


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--mutants", type=int, default=25, help="of each package")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--package", choices=PACKAGES, action="append", help="may be given again; all four")
    options.add_argument("--seconds", type=int, help="for the tests of one mutant, the nearest first")
    options.add_argument("--out", type=Path, default=ROOT / ".mutation")
    args = options.parse_args()
    chosen = [each for name in args.package or PACKAGES for each in sample(name, args.mutants, args.seed)]
    args.out.mkdir(parents=True, exist_ok=True)
    done: list[Mutant] = []
    survivors: list[Mutant] = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder), args.seconds)
        for mutant in chosen:
            try:
                killed = copy.kills(mutant)
            except UnsoundTestError as failure:
                print(f"{failure}\nThis test fails without any mutant.")
                return 1
            done.append(mutant)
            if not killed:
                survivors.append(mutant)
            print(
                f"{'killed' if killed else 'SURVIVED'} {mutant.path}:{mutant.line} {mutant.operator}",
                flush=True,
            )
            (args.out / "report.md").write_text(report(done, survivors), encoding="utf-8")
    print(report(done, survivors))
    return 0


if __name__ == "__main__":
    sys.exit(main())
