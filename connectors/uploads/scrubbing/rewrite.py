"""Writes a copy of a brought file in which card numbers are cut to their last four digits, whatever it is packed in."""

import gzip
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
from django.utils.translation import gettext as _

from connectors.uploads.opening.archive import Archive, damaged, opened_archive
from connectors.uploads.opening.budget import Budget, blocks
from connectors.uploads.opening.charset import wide_encoding
from connectors.uploads.opening.kinds import GZIP, ZIP, no_table
from connectors.uploads.scrubbing.search import search

_BLOCK = 1_048_576
# A workbook in a ZIP file is as deep as packed files go.
_DEEPEST = 2
_KEPT_DIGITS = 4
# Blanks and dashes beyond Latin-1 that may stand between digits.
_BLANKS = (0x2007, 0x2009, 0x202F, 0x2011, 0x2013)
# A cell of a workbook that holds a number must go on holding one.
_NUMBERS = (b"<v>", b'value="')


def scrubbed(path: Path, workspace: Path, *, depth: int = 0) -> Path | None:
    """Return a copy of the file without card numbers, made in `workspace`; None where it holds none.

    Raises FileUnreadable where it is packed and cannot be unpacked, or unpacks to far too much.
    """
    with path.open("rb") as file:
        head = file.read(4_096)
    if head.startswith(GZIP):
        return _gzip(path, workspace, depth)
    if head.startswith(ZIP):
        if depth >= _DEEPEST:
            raise no_table(_("a packed file inside a packed file"))
        return _zip(path, workspace, depth)
    with path.open("rb") as file:
        spans = _spans(_read(file), head)
    if not spans:
        return None
    target = workspace / f"scrubbed-{depth}"
    shutil.copyfile(path, target)
    _mask(target, spans, _width(head))
    return target


def _read(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block


def _width(head: bytes) -> int:
    """Return how many bytes a character of ASCII takes."""
    name = wide_encoding(head) or ""
    return 2 if name.startswith("utf-16") else 4 if name.startswith("utf-32") else 1


def _spans(content: Iterator[bytes], head: bytes) -> list[tuple[int, int]]:
    """Return where card numbers stand, counted in characters of ASCII."""
    width = _width(head)
    if width > 1:
        is_big = (wide_encoding(head) or "").endswith("be") or head[:1] in (b"\xfe", b"\x00")
        content = _narrowed(content, width, is_big=is_big)
    return list(search(content).spans())


def _narrowed(content: Iterator[bytes], width: int, *, is_big: bool) -> Iterator[bytes]:
    """Yield one byte for each unit of a wide encoding."""
    kind = np.dtype(f"{'>' if is_big else '<'}u{width}")
    rest = b""
    for block in content:
        block = rest + block
        end = len(block) // width * width
        rest = block[end:]
        units = np.frombuffer(block[:end], dtype=kind)
        narrow = np.where(units < 256, units, ord("?"))
        narrow[np.isin(units, _BLANKS)] = 0xA0
        yield narrow.astype(np.uint8).tobytes()


def _mask(path: Path, spans: list[tuple[int, int]], width: int) -> None:
    """Overwrite all but the last digits of each number, in place: nothing moves."""
    with path.open("r+b") as file:
        for start, end in spans:
            first = max(start * width - 8, 0)
            file.seek(first)
            text = file.read(end * width - first)
            lead = start * width - first
            sign = ord("0") if text[:lead].endswith(_NUMBERS) else ord("X")
            masked = bytearray(text[lead:])
            digits = [at for at, byte in enumerate(masked) if 48 <= byte <= 57]
            for at in digits[:-_KEPT_DIGITS]:
                masked[at] = sign
            file.seek(start * width)
            file.write(masked)


def _gzip(path: Path, workspace: Path, depth: int) -> Path | None:
    try:
        with path.open("rb") as raw, gzip.open(raw) as content:
            head = content.peek(4_096)
            if head.startswith(GZIP):
                raise no_table(_("a packed file inside a packed file"))
            spans = _spans(blocks(content, raw.tell, Budget()), head)
        if not spans and not head.startswith(ZIP):
            return None
        plain = workspace / f"plain-{depth}"
        with gzip.open(path) as content, plain.open("wb") as out:
            shutil.copyfileobj(content, out, _BLOCK)
        if head.startswith(ZIP):
            inner = scrubbed(plain, workspace, depth=depth + 1)
            if inner is None:
                return None
            plain = inner
        else:
            _mask(plain, spans, _width(head))
        target = workspace / f"scrubbed-{depth}"
        with plain.open("rb") as clean, gzip.open(target, "wb", compresslevel=6) as packed:
            shutil.copyfileobj(clean, packed, _BLOCK)
    except (EOFError, OSError, zlib.error) as reason:
        raise damaged() from reason
    return target


def _zip(path: Path, workspace: Path, depth: int) -> Path | None:
    with opened_archive(path) as archive:
        found = {
            entry.filename: clean
            for number, entry in enumerate(archive.entries)
            if not entry.is_dir()
            and (clean := _entry(archive, entry, workspace / f"{depth}-{number}", depth))
        }
        if not found:
            return None
        target = workspace / f"scrubbed-{depth}.zip"
        with ZipFile(target, "w", ZIP_DEFLATED) as out:
            for entry in archive.entries:
                _copy(archive, entry, out, found.get(entry.filename))
        return target


def _entry(archive: Archive, entry: ZipInfo, folder: Path, depth: int) -> Path | None:
    """Return a clean copy of what an entry holds, None where it holds no card number."""
    budget = Budget()
    with archive.zip.open(entry) as content:
        head = content.read(4_096)
    if not head.startswith((ZIP, GZIP)):
        with archive.zip.open(entry) as content:
            spans = _spans(archive.blocks(entry, content, budget), head)
        if not spans:
            return None
        folder.mkdir()
        _extract(archive, entry, folder / "plain")
        _mask(folder / "plain", spans, _width(head))
        return folder / "plain"
    folder.mkdir()
    _extract(archive, entry, folder / "packed")
    return scrubbed(folder / "packed", folder, depth=depth + 1)


def _extract(archive: Archive, entry: ZipInfo, target: Path) -> None:
    with archive.zip.open(entry) as content, target.open("wb") as out:
        for block in archive.blocks(entry, content, Budget()):
            out.write(block)


def _copy(archive: Archive, entry: ZipInfo, out: ZipFile, clean: Path | None) -> None:
    about = ZipInfo(entry.filename, entry.date_time)
    about.compress_type, about.external_attr = entry.compress_type, entry.external_attr
    if clean is None:
        with archive.zip.open(entry) as content, out.open(about, "w") as copy:
            shutil.copyfileobj(content, copy, _BLOCK)
    else:
        with clean.open("rb") as content, out.open(about, "w") as copy:
            shutil.copyfileobj(content, copy, _BLOCK)
