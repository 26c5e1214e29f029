"""Finds out what kind of file was brought: packing, encoding, separator, where the table begins."""

from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from connectors.uploads.opening.charset import find_encoding
from connectors.uploads.opening.dialect import Dialect
from connectors.uploads.opening.header import Header, find_header
from connectors.uploads.opening.kinds import (
    OLD_OFFICE,
    ZIP,
    check_bytes,
    check_text,
    empty,
    no_table,
)
from connectors.uploads.opening.layout import Layout, find_layout
from connectors.uploads.opening.normal import write_rows
from connectors.uploads.opening.recode import lines_of, recoded
from connectors.uploads.opening.records import MOST_LINES, records
from connectors.uploads.opening.refusal import refuse
from connectors.uploads.opening.scan import LONGEST_LINE, scan
from connectors.uploads.opening.unpack import first_bytes, unpacked
from connectors.uploads.opening.workbook import find_table
from edge.lib.errors import FileUnreadable

HEAD_LINES = 400
HEAD_CHARACTERS = 262_144


def sniff(path: Path, workspace: Path, country: str = "") -> Dialect:
    """Return how to read the file at `path`; what must be unpacked or recoded goes into `workspace`.

    country: where the shop is, by which encodings that look alike are told apart. Raises FileUnreadable with what
    happened and what to do.
    """
    head = first_bytes(path)
    if not head:
        raise empty()
    check_bytes(head)
    path = unpacked(path, workspace)
    head = first_bytes(path)
    check_bytes(head)
    if head.startswith(ZIP):
        return find_table(path, workspace)
    if head.startswith(OLD_OFFICE):
        raise _old_or_locked(path)
    return _text(path, workspace, country)


def _old_or_locked(path: Path) -> FileUnreadable:
    with path.open("rb") as file:
        content = file.read(4_000_000)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return refuse(
            "password_protected",
            _("The workbook is protected by a password, so I cannot look inside."),
            _("Save it without a password, or as CSV, and bring that."),
        )
    return no_table(_("an old Excel format; save it as XLSX or CSV"))


@dataclass(frozen=True)
class _Head:
    """The beginning of a text file: its lines, whether that is all of it, and how they are cut."""

    lines: list[str]
    is_whole: bool
    layout: Layout


def _text(path: Path, workspace: Path, country: str) -> Dialect:
    _check_first_line(path)
    encoding = find_encoding(path, country)
    if encoding is None:
        raise no_table(_("it holds bytes that no text has"))
    path = recoded(path, encoding, workspace / "recoded")
    head = _head(path)
    cut = list(records(head.lines, head.layout)) if head.is_whole else _records_of(head)
    header = find_header([cells for _line, cells in cut], head.layout.width)
    if header.begins >= len(cut) and head.is_whole:
        raise empty()
    if not header.typed:
        raise no_table(_("it holds no day and no amount"))
    header = _named_in_full(header, [cells for _line, cells in cut])
    dialect = Dialect(
        path=path,
        kind="fixed" if head.layout.spans else "csv",
        columns=header.names,
        header_line=cut[header.at][0] if header.at >= 0 else 0,
        first_line=cut[header.begins][0] if header.begins < len(cut) else len(head.lines) + 1,
        separator=head.layout.separator,
        has_quotes=False,
        encoding="utf-8" if encoding == "utf-8-sig" else encoding,
        header=header.cells,
        units=header.units,
    )
    return _ready(dialect, head.layout, workspace)


def _check_first_line(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(LONGEST_LINE)
    if not start.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe\x1a\x0c"):
        raise empty()
    if len(start) >= LONGEST_LINE and b"\n" not in start and b"\r" not in start:
        raise no_table(_("its first line never ends"))


def _head(path: Path) -> _Head:
    lines: list[str] = []
    size = 0
    with path.open(encoding="utf-8", errors="replace") as file:
        check_text(file.read(HEAD_CHARACTERS))
    source = lines_of(path)
    for line in source:
        lines.append(line)
        size += len(line)
        if len(lines) >= HEAD_LINES or size >= HEAD_CHARACTERS:
            break
    is_whole = next(source, None) is None
    if lines and lines[-1].strip("\x1a \t") == "":
        lines.pop()
    filled = [line for line in lines if line.strip()]
    return _Head(lines, is_whole, find_layout(filled))


def _records_of(head: _Head) -> list[tuple[int, list[str]]]:
    """Return the records of a head that may end inside of one."""
    found: list[tuple[int, list[str]]] = []
    try:
        found.extend(records(head.lines, head.layout))
    except FileUnreadable:
        last = found[-1][0] if found else 0
        if not found or len(head.lines) - last > MOST_LINES:
            raise
    return found


def _named_in_full(header: Header, rows: list[list[str]]) -> Header:
    """Give a name to columns that hold something though the header leaves them out."""
    width = max(
        (
            place
            for row in rows[header.begins :]
            for place, cell in enumerate(row, start=1)
            if cell.strip()
        ),
        default=0,
    )
    beyond = [row for row in rows[header.begins :] if len(row) > len(header.names)]
    filled = [row for row in beyond if any(map(str.strip, row[len(header.names) :]))]
    # A row or two that are too long are broken rows; many are columns without a name.
    if len(filled) <= max(1, len(rows) * 0.2):
        return header
    more = tuple(f"Column {n}" for n in range(len(header.names) + 1, width + 1))
    return replace(header, names=header.names + more)


def _ready(dialect: Dialect, layout: Layout, workspace: Path) -> Dialect:
    """Return the dialect of a file that the reader understands: as it is, or written anew."""
    if layout.is_standard:
        found = scan(dialect.path, layout.separator)
        if found.is_standard:
            return replace(dialect, has_quotes=found.has_quotes)
    rows = records(lines_of(dialect.path), layout)
    below = ((line, cells) for line, cells in rows if line >= dialect.first_line)
    path = write_rows(below, len(dialect.columns), workspace / "normal.csv")
    return replace(dialect, path=path, has_quotes=True, is_numbered=True)
