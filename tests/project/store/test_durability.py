"""What was told to be saved outlasts a power cut."""

from faceparse_gui.project.store.database import Database


def test_a_commit_is_on_the_disk_when_it_returns(tmp_path):
    """SQLite's FULL; with less, a power cut could take the last accepted photos back."""
    database = Database(tmp_path, tmp_path)
    try:
        assert database._connection.execute("PRAGMA synchronous").fetchone() == (2,)
    finally:
        database.close()
