"""Studies of many runs, simulated annotators, and the pages that report them."""
