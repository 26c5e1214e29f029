"""Finds out what kind of file was brought: packing, encoding, separator, where the table begins."""

import csv
import gzip
import mmap
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from connectors.uploads.dialect import Dialect, find_header
from connectors.uploads.refusal import refuse
from connectors.uploads.sheet_size import MOST_BYTES as MOST_SHEET_BYTES
from connectors.uploads.sheet_size import MOST_COLUMNS, check_sheets
from connectors.uploads.workbook import find_table
from edge.lib.errors import FileUnreadable

HEAD_BYTES = 262_144
HEAD_LINES = 400
MOST_BYTES = 4_000_000_000
# A sales file packs to a tenth or so; what unpacks to two hundred times its size is a bomb.
MOST_RATIO = 200
FREE_BYTES = 20_000_000
SEPARATORS = (",", ";", "\t", "|")
_MAGIC = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"SQLite": "SQLite",
    b"\x7fELF": "program",
    b"MZ\x90": "program",
}


def _no_table(what: str) -> FileUnreadable:
    return refuse(
        "not_a_table",
        _("This is no table of sales: %(what)s.") % {"what": what},
        _("Export the sales from your till or shop as CSV or XLSX and bring that file."),
    )


def sniff(path: Path, workspace: Path) -> Dialect:
    """Return how to read the file at `path`; what must be unpacked or recoded goes into `workspace`.

    Raises FileUnreadable with what happened and what to do.
    """
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise refuse(
            "file_empty", _("The file is empty."), _("Export it again and bring the new file.")
        )
    if head[:2] == b"\x1f\x8b":
        path = _unpack(path, workspace / "unpacked")
        with path.open("rb") as file:
            head = file.read(8)
        if not head:
            raise refuse("file_empty", _("The file is empty once unpacked."), _("Export it again."))
    for magic, name in _MAGIC.items():
        if head.startswith(magic):
            raise _no_table(name)
    if head[:4] == b"PK\x03\x04":
        return _workbook(path)
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _old_or_locked(path)
    return _text(path, workspace)


def _unpack(path: Path, target: Path) -> Path:
    packed = path.stat().st_size
    written = 0
    try:
        with gzip.open(path) as source, target.open("wb") as out:
            while block := source.read(1_048_576):
                written += len(block)
                if (written > FREE_BYTES and written > packed * MOST_RATIO) or written > MOST_BYTES:
                    raise refuse(
                        "too_large_unpacked",
                        _("The packed file unpacks to far more than a sales file would."),
                        _("Bring it unpacked, or in parts."),
                    )
                out.write(block)
    except (EOFError, OSError) as reason:
        raise refuse(
            "damaged",
            _("The packed file is damaged and cannot be unpacked."),
            _("Export it again."),
        ) from reason
    return target


def _workbook(path: Path) -> Dialect:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as reason:
        raise refuse("damaged", _("The file is damaged."), _("Export it again.")) from reason
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if size > MOST_SHEET_BYTES or (size > FREE_BYTES and size > packed * MOST_RATIO):
        raise refuse(
            "too_large_unpacked",
            _("The workbook unpacks to far more than a sales file would."),
            _("Export it as CSV, or in parts."),
        )
    if not any(entry.filename.startswith("xl/") for entry in entries):
        raise _no_table("ZIP")
    check_sheets(path)
    return find_table(path)


def _old_or_locked(path: Path) -> FileUnreadable:
    content = path.read_bytes()[:4_000_000]
    if "EncryptedPackage".encode("utf-16-le") in content:
        return refuse(
            "password_protected",
            _("The workbook is protected by a password, so I cannot look inside."),
            _("Save it without a password, or as CSV, and bring that."),
        )
    return _no_table(_("an old Excel format; save it as XLSX or CSV"))


def _text(path: Path, workspace: Path) -> Dialect:
    encoding = _encoding(path)
    with path.open("rb") as file:
        sample = file.read(HEAD_BYTES)
    newline_free = b"\n" not in sample.replace(b"\n\x00", b"\n")
    if encoding != "utf-8" or sample.startswith(b"\xef\xbb\xbf") or newline_free:
        path = _recode(path, encoding, workspace / "recoded")
    with path.open(encoding="utf-8", errors="replace", newline="") as text:
        head = text.read(HEAD_BYTES)
    if "\x00" in head:
        raise _no_table(_("it holds bytes that no text has"))
    lines = head.splitlines(keepends=True)
    if len(head) >= HEAD_BYTES:
        lines = lines[:-1]
    if not lines:
        raise _no_table(_("its first line never ends"))
    lines = lines[:HEAD_LINES]
    separator, width = _separator(lines)
    if width > MOST_COLUMNS:
        raise _no_table(_("it has %(count)s columns") % {"count": width})
    rows = list(_rows(lines, separator))
    at, names = find_header(rows, width)
    line = _line_of(lines, separator, at)
    return Dialect(
        path=path,
        kind="csv",
        columns=names,
        header_line=line,
        separator=separator,
        has_quotes=_holds(path, b'"'),
        encoding=encoding,
    )


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4096)
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        nulls = start.count(b"\x00")
        if nulls > len(start) * 0.3:
            return "utf-16-le" if start[1:2] == b"\x00" else "utf-16-be"
        if nulls:
            raise _no_table(_("it holds bytes that no text has"))
        file.seek(0)
        return "utf-8" if _is_utf8(file) else "cp1252"


def _is_utf8(file: BinaryIO) -> bool:
    rest = b""
    while block := file.read(4_194_304):
        block = rest + block
        # A character may be cut at the end of a block: keep what may be its beginning.
        cut = next((n for n in range(1, min(4, len(block)) + 1) if block[-n] & 0xC0 == 0xC0), 0)
        rest = block[len(block) - cut :]
        try:
            block[: len(block) - cut].decode("utf-8")
        except UnicodeDecodeError:
            return False
    try:
        rest.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _recode(path: Path, encoding: str, target: Path) -> Path:
    """Write the file as UTF-8 with plain line ends."""
    source = "utf-8-sig" if encoding == "utf-8" else encoding
    with (
        path.open(encoding=source, errors="replace") as old,
        target.open("w", encoding="utf-8", newline="\n") as new,
    ):
        while block := old.read(1_048_576):
            new.write(block)
    return target


def _holds(path: Path, what: bytes) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(what) >= 0


def _rows(lines: list[str], separator: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=separator)
    except csv.Error as reason:
        raise _no_table(_("its lines cannot be told apart")) from reason


def _separator(lines: list[str]) -> tuple[str, int]:
    """Return the separator by which most lines have the same number of fields, and that number."""
    best = (0.0, "", 0)
    for separator in SEPARATORS:
        widths = Counter(len(row) for row in _rows(lines, separator) if any(row))
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            continue
        width, count = max(wide.items(), key=lambda item: (item[1] * min(item[0], 12), item[0]))
        score = count / sum(widths.values()) * min(width, 12) ** 0.5
        best = max(best, (score, separator, width))
    if not best[1]:
        raise refuse(
            "one_column",
            _("The file has a single column; a sale needs at least a day and an amount."),
            _("Export it with its other columns, separated by commas or semicolons."),
        )
    return best[1], best[2]


def _line_of(lines: list[str], separator: str, at: int) -> int:
    """Return the line of the file on which row `at` ends; quoted line breaks make rows longer than lines."""
    if at < 0:
        return 0
    reader = csv.reader(lines, delimiter=separator)
    for _row in range(at + 1):
        next(reader)
    return reader.line_num
