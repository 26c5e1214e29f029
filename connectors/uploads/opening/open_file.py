"""Opens an upload's stored bytes as a table, in a workspace that vanishes afterwards."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from connectors.models import Upload
from connectors.uploads.opening.dialect import Dialect
from connectors.uploads.opening.sniff import sniff
from connectors.uploads.opening.table import cells, pages
from connectors.uploads.workspace import workspace

SAMPLE_ROWS = 20_000


@dataclass(frozen=True)
class OpenFile:
    """A file that can be read as often as needed."""

    dialect: Dialect

    def pages(self) -> Iterator[pl.DataFrame]:
        """Yield the rows in pages."""
        return pages(self.dialect)

    def sample(self) -> pl.DataFrame:
        """Return the first rows, by which the columns are recognised."""
        first = next(pages(self.dialect, size=SAMPLE_ROWS), None)
        if first is None:
            return pl.DataFrame(
                schema={"line": pl.Int64, **dict.fromkeys(cells(self.dialect), pl.String)}
            )
        return first

    def whole(self, cell: str) -> pl.Series:
        """Return the different texts of one column of all rows, in the file's order; some of them more than once."""
        # Page by page: five million dates are a quarter of a million texts.
        texts = [page[cell].unique(maintain_order=True) for page in self.pages()]
        return pl.concat(texts) if texts else pl.Series(cell, dtype=pl.String)


@contextmanager
def opened(upload: Upload) -> Iterator[OpenFile]:
    """Give the upload as a table. Raises FileUnreadable."""
    with workspace() as folder:
        country = upload.merchant.country
        yield OpenFile(sniff(_local(upload, folder), folder, country))


def _local(upload: Upload, folder: Path) -> Path:
    """Return the stored file's path; one in remote storage is fetched."""
    try:
        return Path(upload.file.path)
    except NotImplementedError:
        target = folder / "fetched"
        with upload.file.open("rb") as source, target.open("wb") as out:
            shutil.copyfileobj(source, out)
        return target
