"""Training runs: data, augmentation, recipes, evaluation. Imports ``core`` only."""
