"""The trainer: one network, its losses' gradients, its averages. It takes batches and knows no data set."""
