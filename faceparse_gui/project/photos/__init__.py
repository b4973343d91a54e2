"""The photos of a project: which lie there, which are the same, which moved."""
