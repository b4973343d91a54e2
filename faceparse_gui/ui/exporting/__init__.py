"""Export: the dialog, the preview of what will be written, and the export itself."""
