"""Damaged and hostile files through every way into the program."""

import pytest

from tests.fuzz.fuzz import fuzz
from tests.fuzz.fuzz_targets import TARGETS


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_file_from_outside_does_harm() -> None:
    outcomes = fuzz(list(TARGETS), 2000)
    faults = [fault for of in outcomes.values() for fault in of.faults]
    assert not faults, "\n\n".join(faults)
    assert sum(of.cases for of in outcomes.values()) == 2000
    for name, of in outcomes.items():
        assert of.refused, f"{name}: none of {of.cases} damaged files was noticed, so it does not read them"
