"""Training runs: data, augmentation, recipes, evaluation. Imports ``core`` only."""

import os

os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")  # or its import asks the network for a newer version
