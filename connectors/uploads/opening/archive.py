"""Looks into ZIP files without trusting what they say of themselves, and picks the one table inside."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from connectors.uploads.opening.budget import Budget, blocks
from connectors.uploads.opening.kinds import GZIP, OLD_OFFICE, check_bytes, empty, no_table
from connectors.uploads.opening.refusal import refuse
from edge.lib.errors import FileUnreadable

MOST_ENTRIES = 2_000
_MOST_DIRECTORY = 1_000_000
_END = struct.Struct("<4s4H2LH")
_TABLES = frozenset(
    {"csv", "tsv", "txt", "tab", "psv", "dat", "asc", "prn", "xlsx", "xlsm", "ods", ""}
)
_ASIDE = frozenset(
    {"readme", "license", "licence", "liesmich", "lisezmoi", "leggimi", "manifest", "copyright"}
)


def damaged() -> FileUnreadable:
    """Return the error of a packed file that cannot be unpacked."""
    return refuse(
        "damaged", _("The packed file is damaged and cannot be unpacked."), _("Export it again.")
    )


def locked() -> FileUnreadable:
    """Return the error of a file that only a password opens."""
    return refuse(
        "password_protected",
        _("The file is protected by a password, so I cannot look inside."),
        _("Save it without a password, or as CSV, and bring that."),
    )


@dataclass(frozen=True)
class Archive:
    """An open ZIP file whose directory makes sense."""

    zip: zipfile.ZipFile
    entries: tuple[zipfile.ZipInfo, ...]
    raw: IO[bytes]

    def blocks(self, entry: zipfile.ZipInfo, content: IO[bytes], budget: Budget) -> Iterator[bytes]:
        """Yield what an opened entry unpacks to, within the budget."""
        return blocks(content, lambda: self.raw.tell() - entry.header_offset, budget)

    @property
    def names(self) -> set[str]:
        """The names inside, in small letters."""
        return {one.filename.replace("\\", "/").lower() for one in self.entries}

    @property
    def is_workbook(self) -> bool:
        """Whether it is an XLSX or ODS file rather than a folder of files."""
        return any(one.startswith("xl/") for one in self.names) or self.is_open_document

    @property
    def is_open_document(self) -> bool:
        """Whether it is an ODS file."""
        return "content.xml" in self.names


@contextmanager
def opened_archive(path: Path) -> Iterator[Archive]:
    """Give the ZIP file at `path`. Raises FileUnreadable where it is damaged, locked or made to do harm."""
    try:
        with path.open("rb") as raw:
            _check_directory(raw)
            with zipfile.ZipFile(raw) as archive:
                entries = tuple(archive.infolist())
                _check(entries, _directory_at(archive))
                yield Archive(archive, entries, raw)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        struct.error,
        RuntimeError,
        ValueError,
    ) as reason:
        raise damaged() from reason


def _check_directory(raw: IO[bytes]) -> None:
    """Refuse a list of contents that alone would take long to read."""
    size = raw.seek(0, 2)
    raw.seek(max(size - 66_000, 0))
    tail = raw.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise damaged()
    _mark, _disk, _first, _here, count, length, _start, _note = _END.unpack_from(tail, at)
    far = tail.rfind(b"PK\x06\x06")
    if far >= 0 and len(tail) - far >= 48:
        count, length = struct.unpack_from("<2Q", tail, far + 32)
    if count > MOST_ENTRIES or length > _MOST_DIRECTORY:
        raise no_table(_("a ZIP file with far too many entries"))
    raw.seek(0)


def _directory_at(archive: zipfile.ZipFile) -> int:
    return int(archive.start_dir)


def _check(entries: tuple[zipfile.ZipInfo, ...], end: int) -> None:
    for entry in sorted(entries, key=lambda one: one.header_offset, reverse=True):
        if entry.flag_bits & 0x1:
            raise locked()
        name = entry.filename.replace("\\", "/")
        leaves = name.startswith("/") or ".." in name.split("/") or ":" in name[:2]
        if leaves or stat.S_ISLNK(entry.external_attr >> 16):
            raise no_table(_("a ZIP file that points outside of itself"))
        if entry.header_offset + entry.compress_size > end:
            # Parts that share their bytes are how a small file unpacks to a huge one.
            raise damaged()
        end = entry.header_offset


def choose_entry(archive: Archive) -> zipfile.ZipInfo:
    """Return the entry that holds the table of sales. Raises FileUnreadable where none or several could."""
    files = [one for one in archive.entries if not one.is_dir() and _may_be_table(one.filename)]
    if not files:
        inside = [one for one in archive.entries if not one.is_dir()]
        raise no_table("ZIP") if inside else empty()
    found = [one for one in files if _is_readable(archive, one)]
    if not found:
        _is_readable(archive, files[0], raises=True)
    if len(found) > 1:
        found = _plainly_sales(found)
    if len(found) == 1:
        return found[0]
    names = ", ".join(PurePosixPath(one.filename).name[:60] for one in files[:8])
    raise refuse(
        "several_tables",
        _(
            "The ZIP file holds several tables, and I cannot tell which one the sales are in: %(names)s."
        )
        % {"names": names},
        _("Bring the one with the sales by itself."),
    )


def _may_be_table(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    if any(part.startswith((".", "__MACOSX")) for part in path.parts):
        return False
    stem, dot, ending = path.name.lower().rpartition(".")
    words = stem if dot else path.name.lower()
    return (ending if dot else "") in _TABLES and not any(one in words for one in _ASIDE)


def _is_readable(archive: Archive, entry: zipfile.ZipInfo, *, raises: bool = False) -> bool:
    """Tell whether an entry begins as a table may."""
    with archive.zip.open(entry) as content:
        head = content.read(4096)
    try:
        check_bytes(head)
        if not head.strip():
            raise empty()
        if head.startswith(OLD_OFFICE):
            raise no_table(_("an old Excel format; save it as XLSX or CSV"))
        if head.startswith(GZIP):
            raise no_table(_("a packed file inside a packed file"))
    except FileUnreadable:
        if raises:
            raise
        return False
    return True


_SALES = (
    "sale",
    "order",
    "transaction",
    "umsatz",
    "umsätze",
    "verkauf",
    "verkäufe",
    "beleg",
    "vente",
    "venda",
    "venta",
    "vendite",
    "sprzedaz",
    "sprzedaż",
    "omzet",
    "verkoop",
    "receipt",
    "ticket",
    "kassenbuch",
    "positionen",
)


def _plainly_sales(found: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Return the one whose name alone says that it holds sales, or all."""
    named = [
        one
        for one in found
        if any(word in PurePosixPath(one.filename).name.lower() for word in _SALES)
    ]
    return named if len(named) == 1 else found
