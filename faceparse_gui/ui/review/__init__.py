"""Warnings and clean-ups of the open photo, and jumps to what needs a look."""
