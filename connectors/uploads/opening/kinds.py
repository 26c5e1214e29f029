"""Tells what a file is that is no table, by how it begins."""

import re

from django.utils.translation import gettext as _

from connectors.uploads.opening.refusal import refuse
from edge.lib.errors import FileUnreadable

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = {
    b"%PDF": "PDF",
    b"%!PS": "PostScript",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"BM": "BMP",
    b"RIFF": "RIFF",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"OggS": "Ogg",
    b"ID3": "MP3",
    b"fLaC": "FLAC",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"BZh": "BZip2",
    b"\xfd7zXZ": "XZ",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"SQLite": "SQLite",
    b"PAR1": "Parquet",
    b"ARROW1": "Arrow",
    b"\x7fELF": "program",
    b"MZ": "program",
    b"\xca\xfe\xba\xbe": "program",
    b"PK\x05\x06": "ZIP",
}
# A short mark alone could begin a table: these formats hold bytes that no text has.
_BINARY_ONLY = frozenset({b"BM", b"MZ", b"RIFF", b"ID3", b"BZh", b"PAR1"})
_TEXTS = (
    (re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|script)\b", re.IGNORECASE), "HTML"),
    (re.compile(r"<svg\b", re.IGNORECASE), "SVG"),
    (re.compile(r"<(?:\?xml|!doctype|!--|!entity|[a-z][\w:.-]*[\s>/])", re.IGNORECASE), "XML"),
    (re.compile(r"\{\\rtf"), "RTF"),
    (re.compile(r"[\[{]\s*(?:[\"\[{\]}]|-?\d)"), "JSON"),
    (re.compile(r"BEGIN:V"), "vCard"),
    (re.compile(r"-----BEGIN "), "PEM"),
    (re.compile(r"#!\s*/|#EXTM3U"), "script"),
)


def no_table(what: str) -> FileUnreadable:
    """Return the error of a file that is something else than a table."""
    return refuse(
        "not_a_table",
        _("This is no table of sales: %(what)s.") % {"what": what},
        _("Export the sales from your till or shop as CSV or XLSX and bring that file."),
    )


def empty() -> FileUnreadable:
    """Return the error of a file without a row."""
    return refuse(
        "file_empty",
        _("The file holds no sales: there is nothing to load."),
        _("Export it again and bring the new file."),
    )


def check_bytes(head: bytes) -> None:
    """Raise FileUnreadable where a file begins as a picture, a program or the like does."""
    for magic, name in _MAGIC.items():
        if head.startswith(magic) and (magic not in _BINARY_ONLY or _is_binary(head)):
            raise no_table(name)
    if head[257:262] == b"ustar":
        raise no_table("TAR")
    if head[4:8] == b"ftyp":
        raise no_table("MP4")


def _is_binary(head: bytes) -> bool:
    return any(byte < 9 or 13 < byte < 26 for byte in head[:512])


def check_text(head: str) -> None:
    """Raise FileUnreadable where a text begins as a web page, a JSON document or the like does."""
    start = head[:400].lstrip("\ufeff \t\r\n")
    for mark, name in _TEXTS:
        if mark.match(start):
            raise no_table(name)
    strange = sum(
        one < " " and one not in "\t\n\r\x0b\x0c\x1a\x1c\x1d\x1e\x1f" for one in head[:20_000]
    )
    if strange > max(2, min(len(head), 20_000) * 0.002) or "\x00" in head:
        raise no_table(_("it holds bytes that no text has"))
