"""The tests, in folders as the packages; ``bench`` measures, ``e2e`` drives the window."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The checkout."""
