"""The commands of ``faceparse research``: studies and measures of networks."""
