"""Reads bytes as an upload is read, without the rest of it."""

from connectors.uploads.opening.sniff import sniff
from connectors.uploads.opening.table import EXTRA, pages


def read(data, folder):
    """Return how the bytes are a table, and its rows as lists that begin with their line."""
    path = folder / "brought"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    dialect = sniff(path, folder)
    return dialect, [list(row) for page in pages(dialect) for row in page.drop(EXTRA).rows()]
