"""The label map being edited: brush, fills, history. No Qt."""
