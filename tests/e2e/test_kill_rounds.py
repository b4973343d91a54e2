"""The real window killed at random moments, a few rounds of ``kill_rounds.py``."""

import sys

import pytest

from tests.e2e.kill_rounds import kill


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX")
def test_a_killed_window_keeps_every_change_older_than_a_second(disk):
    figures = kill(disk, rounds=8, seed=7)

    assert figures.rounds == 8
    assert figures.due > 0, "no change was old enough to prove anything"
