"""faceparse-gui: lay 19 editable face-parsing layers over photos, correct them, export them."""

__version__ = "0.1.0"
