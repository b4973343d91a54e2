"""What ``faceparse parse`` is made of: plan, run over many photos, report."""
