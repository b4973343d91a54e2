"""Model files: where they lie, what is in them, how they are written and read."""
