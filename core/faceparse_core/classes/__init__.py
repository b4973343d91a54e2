"""The classes that pixels belong to: a table of them is a value, made, changed, kept in a file."""
