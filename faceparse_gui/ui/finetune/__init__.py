"""Fine-tuning in the window: dialog, run, gate, versions, and which network is in use."""
