"""Unpacks what is packed once: a gzip file, or the one table in a ZIP file."""

import gzip
import zlib
from pathlib import Path

from django.utils.translation import gettext as _

from connectors.uploads.opening.archive import choose_entry, damaged, opened_archive
from connectors.uploads.opening.budget import Budget, blocks
from connectors.uploads.opening.kinds import GZIP, ZIP, check_bytes, empty, no_table


def unpacked(path: Path, workspace: Path) -> Path:
    """Return the path of the table's bytes, in `workspace` where they were packed. A workbook is not unpacked.

    Raises FileUnreadable.
    """
    head = first_bytes(path)
    if head.startswith(GZIP):
        found = _from_gzip(path, workspace / "unpacked")
    elif head.startswith(ZIP) and not _is_workbook(path):
        found = _from_zip(path, workspace / "unpacked")
    else:
        return path
    head = first_bytes(found)
    if not head:
        raise empty()
    if head.startswith(GZIP) or (head.startswith(ZIP) and not _is_workbook(found)):
        raise no_table(_("a packed file inside a packed file"))
    return found


def first_bytes(path: Path) -> bytes:
    """Return the beginning of a file."""
    with path.open("rb") as file:
        return file.read(4096)


def _is_workbook(path: Path) -> bool:
    with opened_archive(path) as archive:
        return archive.is_workbook


def _from_gzip(path: Path, target: Path) -> Path:
    try:
        with path.open("rb") as raw, gzip.open(raw) as content, target.open("wb") as out:
            for number, block in enumerate(blocks(content, raw.tell, Budget())):
                if number == 0:
                    _check_first(block)
                out.write(block)
    except (EOFError, OSError, zlib.error) as reason:
        raise damaged() from reason
    return target


def _from_zip(path: Path, target: Path) -> Path:
    with opened_archive(path) as archive:
        entry = choose_entry(archive)
        with archive.zip.open(entry) as content, target.open("wb") as out:
            for number, block in enumerate(archive.blocks(entry, content, Budget())):
                if number == 0:
                    _check_first(block)
                out.write(block)
    return target


def _check_first(block: bytes) -> None:
    """Refuse what is no table before the rest of it is unpacked."""
    check_bytes(block)
    if block.startswith(GZIP):
        raise no_table(_("a packed file inside a packed file"))
    if block.count(0) > 0.8 * len(block):
        raise no_table(_("it holds bytes that no text has"))
