"""Widgets and looks that several parts of the window share."""
