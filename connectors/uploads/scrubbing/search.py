"""Finds card numbers in a stream of bytes as fast as it comes, and decides by their place which ones are none."""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from connectors.uploads.scrubbing.cards import are_other_numbers
from edge.telemetry.cards import find_cards, is_issued

Bytes = npt.NDArray[np.uint8]
Runs = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]
_DIGIT, _GAP, _WIDE_GAP = 1, 2, 3
# No card number is longer, however it is written.
_REACH = 80
_LEAST, _MOST = 13, 19
# The signs of the longest gap: a blank of UTF-8.
_WIDEST = 3
_GROUP = re.compile(rb"[0-9]+")
# So many groups of digits are looked at closely, and one more for so many bytes.
_MOST_LOOKED, _BYTES_A_LOOK = 60_000, 100
# A run may begin in one block and end in the next: so much is looked at twice.
_OVERLAP = 256
_CONTEXT = 4_096
_BLOCK = 262_144
_AROUND = 60
# By so many numbers it is known what a column holds.
_ENOUGH = 20_000
_SEPARATORS = (b";", b"\t", b"|", b",")


def _classes() -> bytes:
    table = bytearray(256)
    for digit in b"0123456789":
        table[digit] = _DIGIT
    # Blanks, dashes and dots, also those of UTF-8, whose bytes come in twos and threes.
    for gap in b" -.":
        table[gap] = _GAP
    for gap in b"\xa0\xc2\xe2\x80\x87\x89\x91\x93\xaf":
        table[gap] = _WIDE_GAP
    return bytes(table)


_CLASSES = _classes()
# These part groups of a card number, but as often a number from what stands before it.
_LOOSE = bytes(_GAP if sign in b"/_" else kind for sign, kind in enumerate(_CLASSES))
# Most files have none of these, which is seen at once.
_LOOSE_GAPS = (b"/", b"_", b"  ")
_ISSUED = {
    length: np.array([is_issued(f"{prefix:04}", length) for prefix in range(10_000)])
    for length in range(_LEAST, _MOST + 1)
}
# What a digit in an even place from the right counts.
_THOUSANDS = np.array([1_000, 100, 10, 1])
_LEAST_SURE = 16
_DOUBLED = np.array([0, 2, 4, 6, 8, 1, 3, 5, 7, 9], dtype=np.int64)


@dataclass
class Findings:
    """Where the card numbers of one stream stand, and what other long numbers stand in the same places."""

    # Triples: start, end, place.
    found: "array[int]" = field(default_factory=lambda: array("q"))
    numbers: Counter[int] = field(default_factory=Counter)
    cards: Counter[int] = field(default_factory=Counter)
    seen: int = 0
    # How many groups of digits were looked at closely.
    looked: int = 0

    def spans(self) -> Iterator[tuple[int, int]]:
        """Yield start and end of each card number, in the stream's order."""
        all_numbers, all_cards = self.numbers.total(), self.cards.total()
        for at in range(0, len(self.found), 3):
            start, end, place = self.found[at : at + 3]
            if place < 0:
                yield start, end
                continue
            numbers, cards = self.numbers[place], self.cards[place]
            if numbers < 3 and all_numbers >= 6:
                numbers, cards = all_numbers, all_cards
            if not are_other_numbers(numbers, cards):
                yield start, end

    def add(self, start: int, end: int, place: int) -> None:
        """Note a card number; a place below 0 is one where numbers of other kinds are not looked at."""
        self.found.extend((start, end, place))


def search(blocks: Iterable[bytes]) -> Findings:
    """Return the card numbers in a stream of single-byte text; places are counted in bytes."""
    findings = Findings()
    before, offset, done = b"", 0, 0
    for block in _small(blocks):
        buffer = before + block
        end = len(buffer) - _OVERLAP
        if end > 0:
            _look_through(buffer, offset, (done, offset + end), findings)
            done = max(done, offset + end)
        keep = max(len(buffer) - _OVERLAP - _CONTEXT, 0)
        before, offset = buffer[keep:], offset + keep
    _look_through(before, offset, (done, offset + len(before)), findings)
    return findings


def _small(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield blocks of a size that the processor keeps at hand, which is twice as fast."""
    for block in blocks:
        for at in range(0, len(block), _BLOCK):
            yield block[at : at + _BLOCK]


def _look_through(buffer: bytes, offset: int, span: tuple[int, int], findings: Findings) -> None:
    """Note the card numbers that begin within the span, counted from the stream's beginning."""
    classes = np.frombuffer(buffer.translate(_CLASSES), dtype=np.uint8)
    values = np.frombuffer(buffer, dtype=np.uint8)
    starts, ends = _runs(classes)
    is_loose = any(sign in buffer for sign in _LOOSE_GAPS)
    if not len(starts) and not is_loose:
        return
    keeps = (starts + offset >= span[0]) & (starts + offset < span[1])
    alone, gapped = _split(classes, starts, ends)
    loose, has_gaps = classes, len(gapped[0]) > 0
    if is_loose:
        loose = np.frombuffer(buffer.translate(_LOOSE), dtype=np.uint8)
        has_gaps = b"  " in buffer or len(_split(loose, *_runs(loose))[1][0]) > 0
    # Most files have no run with gaps that is long enough, and this is quicker to see.
    if has_gaps:
        within = (span[0] - offset, span[1] - offset)
        for stretch in _grouped(values, loose, alone[0], within):
            _note_grouped(buffer, offset, stretch, findings)
    plain = _split(classes, starts[keeps], ends[keeps])[0]
    passing = _passing(values, *plain)
    for start, end in zip(*(side[passing].tolist() for side in plain), strict=True):
        _note(buffer, offset, (start, end), findings)
    if passing.any():
        _count(buffer, plain, findings)


def _grouped(
    values: Bytes, classes: Bytes, known: npt.NDArray[np.intp], span: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield the stretches that begin within the span where groups of digits may make card numbers.

    Each group is tried with each length at once: by prefix, by where the last group ends, and by the check digit, which
    running sums tell. What is left is little, however long the run is.
    """
    places = np.flatnonzero(classes == _DIGIT)
    if len(places) < _LEAST:
        return
    digits = values[places].astype(np.int64) - ord("0")
    steps = np.diff(places)
    others = np.concatenate(([0], np.cumsum(classes == 0, dtype=np.int64)))
    breaks = (steps > _WIDEST + 1) | (others[places[1:]] > others[places[:-1]])
    broken = np.concatenate(([0], np.cumsum(breaks, dtype=np.int64)))
    begins = np.concatenate(([True], steps > 1))
    ends = np.concatenate((steps > 1, [True]))
    is_odd = np.arange(len(digits)) % 2 == 1
    sums = [
        np.concatenate(([0], np.cumsum(np.where(doubles, _DOUBLED[digits], digits))))
        for doubles in (is_odd, ~is_odd)
    ]
    firsts = np.flatnonzero(begins & (places >= span[0]) & (places < span[1]))
    firsts = firsts[firsts <= len(digits) - _LEAST]
    firsts = firsts[broken[firsts + _LEAST - 1] == broken[firsts]]
    prefix = digits[firsts[:, None] + np.arange(4)] @ _THOUSANDS
    found: list[npt.NDArray[np.intp]] = []
    for length in range(_LEAST, _MOST + 1):
        may_be = _may_begin(prefix, length) & (firsts <= len(digits) - length)
        first = firsts[may_be]
        last = first + length - 1
        first = first[ends[last] & (broken[last] == broken[first])]
        last = first + length - 1
        total = np.where(
            last % 2 == 0,
            sums[0][last + 1] - sums[0][first],
            sums[1][last + 1] - sums[1][first],
        )
        passes = total % 10 == 0
        first, last = places[first[passes]], places[last[passes]]
        # Those that stand by themselves are looked at with their column.
        apart = (last - first >= length) | ~np.isin(first, known)
        found.append(np.stack((first[apart], last[apart] + 1), axis=1))
    yield from _joined(np.concatenate(found))


def _joined(stretches: npt.NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Yield stretches in their order, those that overlap as one."""
    start = end = -1
    for first, last in stretches[np.lexsort((stretches[:, 1], stretches[:, 0]))].tolist():
        if first >= end:
            if end >= 0:
                yield start, end
            start, end = first, last
        end = max(end, last)
    if end >= 0:
        yield start, end


def _may_begin(prefix: npt.NDArray[np.int64], length: int) -> npt.NDArray[np.bool_]:
    issued: npt.NDArray[np.bool_] = _ISSUED[length][prefix]
    if length < _LEAST_SURE:
        # Numbers as short as these are mostly those of goods: what stands around them decides.
        issued = issued | np.isin(prefix // 1_000, (4, 5, 6))
    return issued


def _note_grouped(buffer: bytes, offset: int, stretch: tuple[int, int], findings: Findings) -> None:
    """Note the card numbers in a stretch; all of it once there were more of them than any file of sales has."""
    start, end = stretch
    findings.looked += len(_GROUP.findall(buffer, start, end))
    if findings.looked > _MOST_LOOKED + (offset + start) // _BYTES_A_LOOK:
        findings.add(offset + start, offset + end, -1)
    else:
        _note(buffer, offset, stretch, findings, is_grouped=True)


def _runs(classes: Bytes) -> Runs:
    """Return where runs of digits and gaps begin and end that hold enough digits.

    A run of thirteen signs covers one of every thirteen places: only those are looked at, and few are looked at twice.
    """
    padded = np.zeros(len(classes) + 2 * _REACH, dtype=np.uint8)
    padded[_REACH:-_REACH] = classes
    _part(padded)
    at = np.flatnonzero(padded[_REACH:-_REACH:_LEAST]) * _LEAST + _REACH
    half = _LEAST // 2
    left = right = np.ones(len(at), dtype=bool)
    for step in range(1, half + 1):
        left = left & (padded[at - step] > 0)
        right = right & (padded[at + step] > 0)
    at = at[left | right]
    if not len(at):
        return at, at
    starts, before = _reach(padded, at, -1)
    ends, after = _reach(padded, at, 1)
    enough = before + after + (padded[at] == _DIGIT) >= _LEAST
    found, first = np.unique(starts[enough], return_index=True)
    return found - _REACH, ends[enough][first] + 1 - _REACH


def _part(classes: Bytes) -> None:
    """End runs where a card number does not go on: at two blanks in a row, and before two digits by themselves."""
    gaps = classes == _GAP
    double = gaps[1:] & gaps[:-1]
    if double.any():
        classes[1:][double] = 0
        classes[:-1][double] = 0
    # Dates have such groups, and most rows have a date.
    pair = gaps[:-3] & gaps[3:]
    if pair.any():
        classes[:-3][pair] = 0


def _reach(padded: Bytes, at: npt.NDArray[np.intp], step: int) -> Runs:
    """Return where each run ends in one direction, and how many digits it has on the way."""
    reached, digits = at.copy(), np.zeros(len(at), dtype=np.intp)
    going = np.arange(len(at))
    for far in range(1, _REACH):
        signs = padded[at[going] + step * far]
        going = going[signs > 0]
        if not len(going):
            break
        reached[going] += step
        digits[going] += signs[signs > 0] == _DIGIT
    return reached, digits


def _split(
    classes: Bytes, starts: npt.NDArray[np.intp], ends: npt.NDArray[np.intp]
) -> tuple[Runs, Runs]:
    """Part runs of nothing but digits from those with gaps; a gap at an end belongs to neither."""
    gaps = np.concatenate(([0], np.cumsum(classes != _DIGIT, dtype=np.int64)))
    for _ in range(3):
        starts = starts + (classes[starts] != _DIGIT)
        ends = ends - (classes[ends - 1] != _DIGIT)
    is_plain = gaps[ends] == gaps[starts]
    return (starts[is_plain], ends[is_plain]), (starts[~is_plain], ends[~is_plain])


def _passing(
    values: Bytes, starts: npt.NDArray[np.intp], ends: npt.NDArray[np.intp]
) -> npt.NDArray[np.bool_]:
    """Tell which runs of digits may be card numbers by length, prefix and check digit."""
    passing = np.zeros(len(starts), dtype=bool)
    lengths = ends - starts
    for length in range(_LEAST, _MOST + 1):
        chosen = np.flatnonzero(lengths == length)
        if not len(chosen):
            continue
        first = starts[chosen]
        prefix = _digits(values, first, 4) @ _THOUSANDS
        chosen = chosen[_may_begin(prefix, length)]
        digits = _digits(values, starts[chosen], length)
        doubled = (np.arange(length) + length) % 2 == 0
        total = np.where(doubled, _DOUBLED[digits], digits).sum(axis=1)
        passing[chosen[total % 10 == 0]] = True
    return passing


def _digits(values: Bytes, starts: npt.NDArray[np.intp], count: int) -> npt.NDArray[np.int64]:
    digits: npt.NDArray[np.int64] = values[starts[:, None] + np.arange(count)].astype(np.int64)
    return digits - ord("0")


def _note(
    buffer: bytes,
    offset: int,
    run: tuple[int, int],
    findings: Findings,
    *,
    is_grouped: bool = False,
) -> None:
    """Look closer at a run with what stands around it, and note the card numbers in it."""
    first = max(run[0] - _AROUND, 0)
    # Read so, each byte is one sign, and places stay what they are.
    text = buffer[first : run[1] + _AROUND].decode("latin-1")
    for card in find_cards(text, run[0] - first, run[1] - first):
        start, end = first + card.start, first + card.end
        place = -1 if is_grouped or not card.is_plain else _place(buffer, start)
        findings.add(offset + start, offset + end, place)
        if place >= 0 and findings.seen < _ENOUGH:
            findings.cards[place] += 1


def _count(buffer: bytes, runs: Runs, findings: Findings) -> None:
    """Count the long numbers that stand where card numbers were found, whatever they are."""
    if findings.seen >= _ENOUGH:
        return
    for start, end in zip(*(side.tolist() for side in runs), strict=True):
        if end - start > _LEAST and buffer[max(start - 1, 0) : start] != b".":
            findings.seen += 1
            findings.numbers[_place(buffer, start)] += 1


def _place(buffer: bytes, start: int) -> int:
    """Return in which column a number stands, by the cells or the separators before it."""
    line = buffer[max(buffer.rfind(b"\n", 0, start) + 1, start - 2_000) : start]
    row = max(line.rfind(b"<row"), line.rfind(b"table-row"))
    if row >= 0:
        return (
            1_000 + line.count(b"<c ", row) + line.count(b"<c>", row) + line.count(b"-cell ", row)
        )
    return max(map(line.count, _SEPARATORS))
