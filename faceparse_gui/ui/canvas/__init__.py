"""The picture under the label map: where it is seen, and where it is painted."""
