"""What may be wrong in a label map, and what cleans it up."""
