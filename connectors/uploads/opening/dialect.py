"""How bytes are a table."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Dialect:
    """How the bytes are a table; `path` is readable as it stands: UTF-8 text whose quotes are those of the standard."""

    path: Path
    # How it came: "csv" (any separator), "fixed" (cells at fixed places) or "xlsx" (any workbook).
    kind: str
    columns: tuple[str, ...]
    # The line of the column names in the file as it was brought, the first is 1; 0 where there are none.
    header_line: int
    # The line on which the first row stands.
    first_line: int
    separator: str = ","
    has_quotes: bool = True
    encoding: str = "utf-8"
    # The sheets of a workbook that were read, by name.
    sheet: str = ""
    # The header's cells as they stand: a row that repeats them all is no data.
    header: tuple[str, ...] = ()
    # What a row under the names says they are measured in, such as EUR; empty where there is none.
    units: tuple[str, ...] = ()
    # Whether `path` was written by us: each row begins with its line in the file as it was brought.
    is_numbered: bool = False

    @property
    def signature(self) -> str:
        """The text that two files of the same layout share."""
        return f"{self.kind}:" + "\x1f".join(self.columns)
