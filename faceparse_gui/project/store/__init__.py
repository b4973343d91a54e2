"""The store's folder: its database, its files, its lock."""
