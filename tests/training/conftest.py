"""The networks that learn and are measured here are small ones."""

import pytest


@pytest.fixture(autouse=True)
def small_networks(step_by_step: None) -> None:
    """Each runs step by step; ``tests/core/parsing/test_fused.py`` has the fused program."""
