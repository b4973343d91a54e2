"""Versions of the network: corrections gathered, runs, model files, which one is in use."""
