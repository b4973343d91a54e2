"""What is open: the project, the photo, its history, what waits to be loaded and saved."""
