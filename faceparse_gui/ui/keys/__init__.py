"""Keys of commands: which they are, and how they are changed."""
