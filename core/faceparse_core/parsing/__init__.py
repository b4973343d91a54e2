"""From a photo to its label map: find faces, predict crops, paste them back."""
