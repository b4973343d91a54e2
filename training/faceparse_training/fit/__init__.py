"""A training run from its recipe: which data, which settings, which validation."""
