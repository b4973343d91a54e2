"""Training data: pairs from folders, batches, augmentation, mixing."""
