"""Background work, reported as signals on the main thread."""
