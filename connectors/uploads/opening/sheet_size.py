"""Measures a workbook's sheets before they are opened: two cells far apart cost their reader the whole rectangle."""

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol
from xml.parsers import expat

from django.utils.translation import gettext as _

from connectors.uploads.opening.archive import Archive, locked, opened_archive
from connectors.uploads.opening.budget import Budget
from connectors.uploads.opening.refusal import refuse
from edge.lib.errors import FileUnreadable

MOST_COLUMNS = 1_000
MOST_CELLS = 20_000_000
MOST_BYTES = 400_000_000
# Characters in the cells of a sheet: a text that is stored once may stand in millions of them.
MOST_TEXT = 400_000_000
BLOCK = 1_048_576
# Sheets pack to a tenth; above this they hold nothing but the same cell.
_MOST_RATIO = 100
_FREE_BYTES = 3_000_000
# A rectangle as large as this must hold something: each empty cell costs as much as a full one.
_LARGE, _LEAST_SHARE = 3_000_000, 0.05
# The element that a reader looks for, whatever the entry is called.
_MARK = b"sheetData"
_REFERENCE = re.compile(r"([A-Za-z]{1,4})([0-9]{1,9})")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|<\x00!\x00[DE]", re.IGNORECASE)


class _Reader(Protocol):
    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, part: str) -> None: ...


def check_sheets(path: Path) -> None:
    """Raise FileUnreadable where a sheet spans more than can be held, or unpacks to more than it says.

    What the workbook tells of itself, its dimensions and unpacked sizes, is not believed.
    """
    with opened_archive(path) as archive:
        names = archive.names
        is_both = archive.is_open_document and "xl/workbook.xml" in names
        is_known = archive.is_open_document or "xl/workbook.xml" in names
        if not is_known or is_both or "xl/workbook.bin" in names:
            raise refuse(
                "not_a_table",
                _("This is no XLSX or ODS workbook."),
                _("Save it as XLSX or CSV and bring that file."),
            )
        try:
            _measure_all(archive)
        except (expat.ExpatError, LookupError, ValueError) as reason:
            raise damaged() from reason


def _measure_all(archive: Archive) -> None:
    sizes = sum(entry.file_size for entry in archive.entries)
    Budget(MOST_BYTES, _MOST_RATIO, _FREE_BYTES).spend(
        sizes, sum(entry.compress_size for entry in archive.entries)
    )
    left, texts, sheets = MOST_BYTES, _Texts(), []
    for entry in archive.entries:
        # The directory's size would end the stream early; the workbook's reader goes to its real end.
        entry.file_size = left + 1
        size, is_sheet = _look_over(archive, entry, left)
        left -= size
        if is_sheet:
            sheets.append(entry)
        elif entry.filename.lower().endswith("sharedstrings.xml"):
            with archive.zip.open(entry) as content:
                parse(content, texts)
    for entry in sheets:
        with archive.zip.open(entry) as content:
            extent = _Extent(texts.lengths)
            parse(content, extent)
            extent.finish()
    if archive.is_open_document:
        _measure_open_document(archive)


def _measure_open_document(archive: Archive) -> None:
    for entry in archive.entries:
        if entry.filename == "META-INF/manifest.xml":
            with archive.zip.open(entry) as content:
                if b"encryption-data" in content.read(BLOCK):
                    raise locked()
    for entry in archive.entries:
        if entry.filename == "content.xml":
            with archive.zip.open(entry) as content:
                parse(content, OpenDocumentExtent())


def _look_over(archive: Archive, entry: zipfile.ZipInfo, most: int) -> tuple[int, bool]:
    """Return how many bytes an entry really unpacks to, and whether it holds cells."""
    size, is_sheet, rest = 0, False, b""
    budget = Budget(most, _MOST_RATIO, _FREE_BYTES)
    with archive.zip.open(entry) as content:
        for block in archive.blocks(entry, content, budget):
            if not size and _DOCTYPE.search(block[:65_536]):
                raise damaged()
            size += len(block)
            is_sheet = is_sheet or _MARK in rest + block
            rest = block[-len(_MARK) :]
    return size, is_sheet


def parse(content: IO[bytes], into: _Reader) -> None:
    """Read an XML file from its beginning to its end."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = into.start
    parser.EndElementHandler = into.end
    parser.CharacterDataHandler = into.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    while block := content.read(BLOCK):
        parser.Parse(block, False)
    parser.Parse(b"", True)


@dataclass
class _Texts:
    """How long each of the texts is that cells share."""

    lengths: list[int] = field(default_factory=list)

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        """Begin the next text."""
        if name.rpartition(":")[2] == "si":
            self.lengths.append(0)

    def end(self, name: str) -> None:
        """Leave an element; the next text begins by itself."""

    def text(self, part: str) -> None:
        """Count a part of the text."""
        if self.lengths:
            self.lengths[-1] += len(part)


@dataclass
class Rectangle:
    """The rectangle from the first cell to the outermost one that holds something, and the text in it."""

    rows: int = 0
    columns: int = 0
    filled: int = 0
    characters: int = 0

    def grow(self, row: int, column: int, filled: int = 1) -> None:
        """Take in a cell that holds something; places count from 1. Raises FileUnreadable when it is too much."""
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column)
        self.filled += filled
        if self.columns > MOST_COLUMNS or self.rows * self.columns > MOST_CELLS:
            raise self._too_large()

    def add_text(self, length: int) -> None:
        """Take in a cell's text. Raises FileUnreadable when it is too much."""
        self.characters += length
        if self.characters > MOST_TEXT:
            raise refuse(
                "sheet_too_large",
                _("The workbook unpacks to far more than a sales file would."),
                _("Export it as CSV, or in parts."),
            )

    def finish(self) -> None:
        """Raise FileUnreadable where hardly a cell of a large rectangle holds something."""
        cells = self.rows * self.columns
        if cells > _LARGE and self.filled < cells * _LEAST_SHARE:
            raise self._too_large()

    def _too_large(self) -> FileUnreadable:
        return refuse(
            "sheet_too_large",
            _("A sheet spans %(rows)s rows and %(columns)s columns, more than I can open.")
            % {"rows": f"{self.rows:,}", "columns": f"{self.columns:,}"},
            _("Remove stray cells far outside the table, or export it as CSV."),
        )


@dataclass
class _Extent(Rectangle):
    """The extent of a sheet of an XLSX file."""

    lengths: list[int] = field(default_factory=list)
    # Where the cell stands that is being read; both count from 1.
    _row: int = 1
    _column: int = 0
    _is_in_cell: bool = False
    # The number of the shared text, as far as it is read; None outside a cell that has one.
    _number: str | None = None
    _is_value: bool = False

    def __init__(self, lengths: list[int]) -> None:
        """Begin at the first cell; `lengths` are those of the texts that cells share."""
        super().__init__()
        self.lengths = lengths

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note a row's or cell's place; a cell counts once something stands in it, not for its looks."""
        local = name.rpartition(":")[2]
        if local == "c":
            self._is_in_cell = True
            self._column += 1
            self._number = "" if attributes.get("t") == "s" else None
            if "r" in attributes:
                self._row, self._column = _place(attributes["r"])
        elif local == "row":
            self._column = 0
            if "r" in attributes:
                self._row = int(attributes["r"][:10])
        else:
            self._is_value = local == "v"
            if self._is_in_cell:
                self._is_in_cell = False
                self.grow(self._row, self._column)

    def end(self, name: str) -> None:
        """Go on to the next row, whose number may be left out."""
        local = name.rpartition(":")[2]
        if local == "c":
            self._is_in_cell = self._is_value = False
            if self._number:
                self.add_text(self.lengths[int(self._number)])
        elif local == "row":
            self._row += 1

    def text(self, part: str) -> None:
        """Read on in the number of a shared text."""
        if self._is_value and self._number is not None:
            self._number += part


class OpenDocumentExtent:
    """The extent of each sheet of an ODS file, in which a cell or a row may stand a million times."""

    def __init__(self) -> None:
        """Begin before the first sheet."""
        self._sheet = Rectangle()
        self._row = 0
        self._row_times = 1
        self._column = 0
        self._cell_times = 1
        self._filled_to = 0
        self._filled = 0
        self._letters = 0
        self._all_letters = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note a sheet, a row or a cell."""
        local = name.rpartition(":")[2]
        if local == "table":
            self._sheet, self._row = Rectangle(), 0
        elif local == "table-row":
            self._row_times = _times(attributes, "number-rows-repeated")
            self._column = self._filled_to = self._filled = self._all_letters = 0
        elif local in ("table-cell", "covered-table-cell"):
            self._cell_times = _times(attributes, "number-columns-repeated")
            self._letters = sum(
                len(value) for key, value in attributes.items() if key.endswith("value")
            )
            self._column += self._cell_times

    def end(self, name: str) -> None:
        """Take in what a cell or a row holds, as often as it stands there."""
        local = name.rpartition(":")[2]
        if local in ("table-cell", "covered-table-cell"):
            if self._letters:
                self._filled_to = self._column
                self._filled += self._cell_times
                self._all_letters += self._letters * self._cell_times
                self._sheet.grow(self._row + 1, self._filled_to, 0)
            self._letters = 0
        elif local == "table-row":
            self._row += self._row_times
            if self._filled:
                self._sheet.grow(self._row, self._filled_to, self._filled * self._row_times)
                self._sheet.add_text(self._all_letters * self._row_times)
        elif local == "table":
            self._sheet.finish()

    def text(self, part: str) -> None:
        """Count a part of a cell's text."""
        self._letters += len(part.strip())


def _times(attributes: dict[str, str], what: str) -> int:
    found = next((value for key, value in attributes.items() if key.endswith(what)), "1")
    return max(int(found[:10]), 1)


def _place(reference: str) -> tuple[int, int]:
    """Return row and column, both from 1, of a reference such as `B7`."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise damaged()
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _refuse_doctype(*_parts: Any) -> None:
    raise damaged()


def damaged() -> FileUnreadable:
    """Return the error of a workbook that cannot be opened."""
    return refuse("damaged", _("The workbook cannot be opened."), _("Save it again, or as CSV."))
