"""Export: the dialog, the look at what will be written, and the way from there to the last word."""
