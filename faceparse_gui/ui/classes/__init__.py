"""The list of classes: colours, visibility, locks, and what may be painted over."""
