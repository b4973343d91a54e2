"""Files and folders in general: written whole or not at all, read within limits."""
