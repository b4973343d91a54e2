"""Import of masks: the dialog, the look at what was found, and the way from there to the last word."""
