"""Finds out by evidence in which encoding a text file is written, and decodes it line by line where two are mixed."""

import codecs
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from connectors.uploads.opening.alphabets import ALPHABETS, FREQUENT, RARE, WIDE, Wide
from connectors.uploads.opening.kinds import no_table

_BLOCK = 4_194_304
_SAMPLES = 24
_SAMPLE_BYTES = 65_536
_MOST_WORDS = 3_000
_MOST_LINES = 600
_MOST_WIDE_LINES = 200
_LONGEST_LINE = 1_000
# What no text holds but for a form feed here and there.
_CONTROLS = tuple(bytes([one]) for one in (*range(1, 9), *range(14, 26), 27, 127))
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORD = re.compile(rb"[A-Za-z0-9\x80-\xff]*[\x80-\xff][A-Za-z0-9\x80-\xff]*")
# Where no two bytes could be a character of UTF-8, no line can be written in it.
_UTF8_PAIR = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
# The single-byte encodings of Windows where it speaks the country's language.
_USUAL = {
    "TR": "cp1254", "AZ": "cp1254", "GR": "cp1253", "CY": "cp1253", "IL": "cp1255", "RU": "cp1251", "UA": "cp1251",
    "BY": "cp1251", "BG": "cp1251", "RS": "cp1250", "MK": "cp1251", "KZ": "cp1251", "PL": "cp1250", "CZ": "cp1250",
    "SK": "cp1250", "HU": "cp1250", "RO": "cp1250", "HR": "cp1250", "SI": "cp1250", "BA": "cp1250", "LT": "cp1257",
    "LV": "cp1257", "EE": "cp1257", "VN": "cp1258", "TH": "cp874",
}  # fmt: skip
_HABIT = 0.12
_SIGNS = frozenset("€£¥°²³½¼¾×÷§©®™–—…’‘“”„«»•·º\xa0№¡¿±µ´¨|")


def find_encoding(path: Path, country: str = "") -> str | None:
    """Return the encoding of the whole file, `utf-8-sig` where it begins with a mark; None if no text is like this.

    country: where the shop is; its usual encoding is taken where another one is hardly likelier.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if b"\x00" in head or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return wide_encoding(head)
        if sum(map(head.count, _CONTROLS)) > max(4, len(head) * 0.002):
            return None
        file.seek(0)
        if is_utf8(file):
            return "utf-8"
    return guess(_foreign_lines(path), _USUAL.get(country, ""))


def wide_encoding(head: bytes) -> str | None:
    """Return in which encoding of two or four bytes a text is written that begins so; None if in none."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if b"\x00" not in head:
        return None
    for name, width in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        try:
            text = head[: len(head) // width * width].decode(name)
        except UnicodeDecodeError as reason:
            # The head may end in the middle of a character.
            if reason.start < len(head) - 8:
                continue
            text = head[: reason.start].decode(name)
        plain = sum((one.isprintable() and one < "\u3000") or one in "\r\n\t\xa0" for one in text)
        if text and plain > len(text) * 0.9 and "\x00" not in text:
            return name
    return None


def is_utf8(file: BinaryIO) -> bool:
    """Return whether all bytes from here on are valid UTF-8. Raises FileUnreadable for a NUL among them."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(_BLOCK):
            if b"\x00" in block:
                raise no_table(_("it holds bytes that no text has"))
            # Most sales files are ASCII for long stretches, which need no decoding.
            if not block.isascii() or decoder.getstate()[0]:
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _foreign_lines(path: Path) -> list[bytes]:
    """Return lines with bytes beyond ASCII, those left out that are valid UTF-8: a file may hold lines of both."""
    found: list[bytes] = []
    size = path.stat().st_size
    step = max(size // _SAMPLES, _SAMPLE_BYTES)
    with path.open("rb") as file:
        for at in range(0, size, step):
            file.seek(at)
            block = file.read(_SAMPLE_BYTES)
            # Neither the first line of a sample nor its last need be whole.
            found += _foreign(block[block.find(b"\n") + 1 if at else 0 :])
        file.seek(0)
        while not found and (block := file.read(_BLOCK)):
            # The few bytes beyond ASCII stand between the samples.
            found = _foreign(block)
    return found[:_MOST_LINES]


def _foreign(block: bytes) -> list[bytes]:
    if block.isascii():
        return []
    lines = block.splitlines()
    return [line[:_LONGEST_LINE] for line in lines if not line.isascii() and not _is_utf8(line)]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def guess(lines: list[bytes], usual: str = "") -> str:
    """Return the encoding in which these lines are likeliest words of a language; the usual one counts a bit more."""
    words = Counter(word for line in lines for word in _WORD.findall(line))
    words = Counter(dict(words.most_common(_MOST_WORDS)))
    best = (0.0, "cp1252")
    for alphabet in ALPHABETS:
        for place, encoding in enumerate(alphabet.encodings):
            # Where all is equal, the encoding that more files have.
            score = _score(words, encoding, alphabet.every) * alphabet.weight - place * 0.004
            score += _HABIT if encoding == usual else 0.0
            if score > best[0] + 0.001:
                best = (score, encoding)
    for wide in WIDE:
        score = _wide_score(lines, wide)
        if score > best[0] + 0.1:
            best = (score - 0.1, wide.encoding)
    return best[1]


def _score(words: Counter[bytes], encoding: str, letters: frozenset[str]) -> float:
    """Return how well the words fit, 1 at best."""
    total = good = 0.0
    for word, times in words.items():
        weight = min(times, 3)
        text = word.decode(encoding, errors="replace")
        marks = [at for at, one in enumerate(text) if one > "\x7f"]
        total += len(marks) * weight
        good += weight * sum(_fits(text, at, letters) for at in marks)
    return good / total if total else 0.0


def _fits(text: str, at: int, letters: frozenset[str]) -> float:
    """Return how well the character stands where it does, 1 at best."""
    one = text[at]
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if one in letters:
        return _fits_as_letter(one, before, after)
    if one in _SIGNS:
        return 0.0 if before.isalpha() and after.isalpha() and one not in "’´·" else 0.8
    if one.isalpha():
        return 0.3 if unicodedata.name(one, "").startswith("LATIN") and len(text) > 1 else 0.0
    return -0.5


def _fits_as_letter(one: str, before: str, after: str) -> float:
    if before.isdigit() or after.isdigit():
        return 0.1
    if before == after == " ":
        return 0.1 if one.isupper() else 0.6
    if one > "\u0370" and (_is_plain_letter(before) or _is_plain_letter(after)):
        # No word is written in two scripts.
        return -2.0
    # Capitals stand at the beginning of a word, or the whole word is written in them.
    if one.isupper() and before.islower():
        return -0.5
    if one.islower() and after.isupper():
        return 0.2
    if one < "\u0370" and min(before, after) > "\x7f" and before.isalpha() and after.isalpha():
        # In Latin script letters with marks stand among plain ones.
        return 0.3
    if one in RARE or (one > "\u0370" and one.lower() not in FREQUENT):
        return 0.7
    return 1.0


def _is_plain_letter(one: str) -> bool:
    return one.isascii() and one.isalpha()


def _wide_score(lines: list[bytes], wide: Wide) -> float:
    """Return which share of the characters beyond ASCII is in daily use where two bytes make one."""
    total = common = needed = 0
    for line in lines[:_MOST_WIDE_LINES]:
        # A line that was cut may end in half a character.
        text = line.decode(wide.encoding, errors="replace")
        for one in text:
            if one > "\x7f":
                total += 1
                common += _is_common(one, wide)
                needed += wide.needs is not None and wide.needs[0] <= ord(one) <= wide.needs[1]
    if not total or (wide.needs is not None and needed < total * 0.05):
        return 0.0
    return common / total


def _is_common(one: str, wide: Wide) -> bool:
    try:
        raw = one.encode(wide.encoding)
    except UnicodeEncodeError:
        return False
    return (
        len(raw) == 2
        and raw[1] >= wide.second
        and any(low <= raw[0] <= high for low, high in wide.first)
    )


def decode_lines(block: bytes, legacy: str) -> str:
    """Return a block of whole lines as text: each line is UTF-8 if it can be, else in the other encoding."""
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError:
        if not _UTF8_PAIR.search(block):
            return block.decode(legacy, errors="replace")
        return "\n".join(_decode_line(line, legacy) for line in block.split(b"\n"))


def _decode_line(line: bytes, legacy: str) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode(legacy, errors="replace")
