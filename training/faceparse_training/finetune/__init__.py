"""Fine-tuning on corrections: a run's folder in, a network and the gate's verdict out."""
