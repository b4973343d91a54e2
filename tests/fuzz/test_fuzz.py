"""Damaged and hostile files through every way into the program."""

from pathlib import Path

import pytest

from tests.fuzz.fuzz import fuzz
from tests.fuzz.fuzz_targets import TARGETS

PARTS = 4  # which processes may share


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_file_from_outside_does_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    outcomes = fuzz(list(TARGETS)[part::PARTS], 2000 // PARTS)
    faults = [fault for of in outcomes.values() for fault in of.faults]
    assert not faults, "\n\n".join(faults)
    assert sum(of.cases for of in outcomes.values()) == 2000 // PARTS
    for name, of in outcomes.items():
        assert of.refused, f"{name}: none of {of.cases} damaged files was noticed, so it does not read them"
