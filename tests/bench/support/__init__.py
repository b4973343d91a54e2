"""What several benches need: other implementations, drawn inputs, the window that is measured."""
