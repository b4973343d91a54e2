"""Photos and label maps as files: which there are, reading them safely, writing indexed PNG."""
