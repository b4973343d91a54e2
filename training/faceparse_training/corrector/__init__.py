"""Training the network that takes up a stroke on a wrong area and finds what else is wrong with it."""
