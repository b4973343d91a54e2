"""The commands of ``faceparse``, one a module. torch and rich are imported when one runs."""
