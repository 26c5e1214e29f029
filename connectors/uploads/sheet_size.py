"""Measures a workbook's sheets before they are opened: two cells far apart cost their reader the whole rectangle."""

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from connectors.uploads.refusal import refuse
from edge.lib.errors import FileUnreadable

MOST_COLUMNS = 1_000
MOST_CELLS = 20_000_000
MOST_BYTES = 400_000_000
# Characters in the cells of a sheet: a text that is stored once may stand in millions of them.
MOST_TEXT = 400_000_000
BLOCK = 1_048_576
# The element that a reader looks for, whatever the entry is called.
_MARK = b"sheetData"
_REFERENCE = re.compile(r"([A-Za-z]{1,4})([0-9]{1,9})")
# What other formats keep in a ZIP; a reader that guesses the format would open them unmeasured.
_OTHER_FORMATS = frozenset({"content.xml", "xl/workbook.bin"})


def check_sheets(path: Path) -> None:
    """Raise FileUnreadable where a sheet spans more than can be held, or unpacks to more than it says.

    What the workbook tells of itself, its dimensions and unpacked sizes, is not believed.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = {one.filename.replace("\\", "/").lower() for one in archive.infolist()}
            if "xl/workbook.xml" not in names or names & _OTHER_FORMATS:
                raise refuse(
                    "not_a_table",
                    _("This is no XLSX workbook."),
                    _("Save it as XLSX or CSV and bring that file."),
                )
            _measure_all(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        ValueError,
        LookupError,
        EOFError,
        OSError,
        RuntimeError,
    ) as reason:
        raise _damaged() from reason


def _measure_all(archive: zipfile.ZipFile) -> None:
    left, texts, sheets = MOST_BYTES, _Texts(), []
    for entry in archive.infolist():
        # The directory's size would end the stream early; the workbook's reader goes to its real end.
        entry.file_size = left + 1
        size, is_sheet = _look_over(archive, entry, left)
        left -= size
        if is_sheet:
            sheets.append(entry)
        elif entry.filename.lower().endswith("sharedstrings.xml"):
            with archive.open(entry) as content:
                _parse(content, texts)
    for entry in sheets:
        with archive.open(entry) as content:
            _parse(content, _Extent(texts.lengths))


def _look_over(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> tuple[int, bool]:
    """Return how many bytes an entry really unpacks to, and whether it holds cells."""
    size, is_sheet, rest = 0, False, b""
    with archive.open(entry) as content:
        while block := content.read(BLOCK):
            size += len(block)
            if size > most:
                raise refuse(
                    "too_large_unpacked",
                    _("The workbook unpacks to far more than a sales file would."),
                    _("Export it as CSV, or in parts."),
                )
            is_sheet = is_sheet or _MARK in rest + block
            rest = block[-len(_MARK) :]
    return size, is_sheet


def _parse(content: IO[bytes], into: "_Texts | _Extent") -> None:
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
class _Extent:
    """The rectangle from the first cell to the outermost one that holds something, and the text in it."""

    lengths: list[int]
    rows: int = 0
    columns: int = 0
    # Where the cell stands that is being read; both count from 1.
    _row: int = 1
    _column: int = 0
    _is_in_cell: bool = False
    _characters: int = 0
    # The number of the shared text, as far as it is read; None outside a cell that has one.
    _number: str | None = None
    _is_value: bool = False

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
                self._grow()

    def end(self, name: str) -> None:
        """Go on to the next row, whose number may be left out."""
        local = name.rpartition(":")[2]
        if local == "c":
            self._is_in_cell = self._is_value = False
            if self._number:
                self._characters += self.lengths[int(self._number)]
                if self._characters > MOST_TEXT:
                    raise refuse(
                        "sheet_too_large",
                        _("The workbook unpacks to far more than a sales file would."),
                        _("Export it as CSV, or in parts."),
                    )
        elif local == "row":
            self._row += 1

    def text(self, part: str) -> None:
        """Read on in the number of a shared text."""
        if self._is_value and self._number is not None:
            self._number += part

    def _grow(self) -> None:
        self.rows = max(self.rows, self._row)
        self.columns = max(self.columns, self._column)
        if self.columns > MOST_COLUMNS or self.rows * self.columns > MOST_CELLS:
            raise refuse(
                "sheet_too_large",
                _("A sheet spans %(rows)s rows and %(columns)s columns, more than I can open.")
                % {"rows": f"{self.rows:,}", "columns": f"{self.columns:,}"},
                _("Remove stray cells far outside the table, or export it as CSV."),
            )


def _place(reference: str) -> tuple[int, int]:
    """Return row and column, both from 1, of a reference such as `B7`."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise _damaged()
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _refuse_doctype(*_parts: Any) -> None:
    raise _damaged()


def _damaged() -> FileUnreadable:
    return refuse("damaged", _("The workbook cannot be opened."), _("Save it again, or as CSV."))
