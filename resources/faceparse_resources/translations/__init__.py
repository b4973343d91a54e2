"""The window's languages, and what keeps their files up to date with the program's texts."""
