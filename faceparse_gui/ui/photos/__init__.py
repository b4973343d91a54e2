"""The list of photos and what is done to them: sort, filter, mark, parse."""
