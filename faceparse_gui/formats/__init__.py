"""One module a file format. No Qt."""
