"""Finds the columns of a file whose cells stand at fixed places: where all lines are blank, a column ends."""

import re
from collections import Counter
from collections.abc import Sequence

Spans = tuple[tuple[int, int | None], ...]
_FEW = 12
_MOST_LINES = 300
RULER = re.compile(r"[-=_+| ]*[-=_]{2,}[-=_+| ]*")


def find_spans(lines: Sequence[str]) -> tuple[Spans, float]:
    """Return where the cells begin and end, and the share of lines that keep to it."""
    every = [line.expandtabs().rstrip() for line in lines if line.strip()]
    texts = [line for line in every if not RULER.fullmatch(line)][:_MOST_LINES]
    if len(texts) < 2:
        return (), 0.0
    spans = _ruled(every) or _by_gaps(texts)
    if len(spans) < 2:
        return (), 0.0
    fitting = sum(keeps_to(line, spans) for line in texts)
    return spans, fitting / len(texts)


def _ruled(lines: list[str]) -> Spans:
    """Return the columns that a ruler under the header draws, if there is one of several strokes."""
    for line in lines:
        strokes = [found.start() for found in re.finditer(r"[-=_]+", line)]
        if RULER.fullmatch(line) and len(strokes) > 1 and "|" not in line and "+" not in line:
            starts = [0, *strokes[1:]]
            return tuple(zip(starts, [*strokes[1:], None], strict=True))
    return ()


def _by_gaps(texts: list[str]) -> Spans:
    body = _body(texts)
    header = _header(texts, body)
    found: list[tuple[int, int]] = []
    for gap in _gaps(body, header):
        edge = _edge(gap, header)
        if edge is not None:
            found.append((edge, gap[1] - gap[0]))
    if not found:
        return ()
    ends = [edge for edge, _width in found[1:]] + [len(header) + 1]
    # Between the words of names that are alike there is one blank too, but no column begins there.
    edges = [
        edge
        for (edge, width), end in zip(found, ends, strict=True)
        if width > 1 or not header or header[edge:end].strip()
    ]
    return tuple(zip([0, *edges], [*edges, None], strict=True))


def _body(texts: list[str]) -> list[str]:
    """Return the lines that are alike: titles and footers have blanks elsewhere."""
    length = sorted(map(len, texts))[len(texts) // 2]
    alike = [line for line in texts if length * 0.6 <= len(line) <= length * 1.6]
    counts = Counter(
        at for line in alike for at, one in enumerate(line.ljust(length)) if one == " "
    )
    # Nearly all lines are blank here; those that are not are no rows of the table.
    common = {at for at, count in counts.items() if count >= len(alike) * 0.9 and at < length}
    kept = [
        line
        for line in alike
        if sum(line[at : at + 1].strip() != "" for at in common) <= len(common) * 0.1
    ]
    return kept or alike


def _header(texts: list[str], body: list[str]) -> str:
    """Return the line right above the first row, where it has no figures."""
    rows = set(body)
    first = next(
        (at for at, line in enumerate(texts) if line in rows and any(map(str.isdecimal, line))), 0
    )
    above = texts[first - 1] if first else ""
    return "" if any(map(str.isdecimal, above)) else above


def _gaps(body: list[str], header: str) -> list[tuple[int, int]]:
    """Return runs of places, from the first cell on, that are blank in every row."""
    rows = [line for line in body if line != header]
    width = max(map(len, rows))
    is_blank = [all(line[at : at + 1].strip() == "" for line in rows) for at in range(width)]
    gaps: list[tuple[int, int]] = []
    start = None
    for at, blank in enumerate([*is_blank, False]):
        if blank and start is None:
            start = at
        elif not blank and start is not None:
            # One blank in few lines may be where the words of a name happen to end.
            begins = header[at : at + 1].strip() and not header[at - 1 : at].strip()
            if start and (at - start >= 2 or len(rows) >= _FEW or begins):
                gaps.append((start, at))
            start = None
    return [gap for gap in gaps if gap[1] < width]


def _edge(gap: tuple[int, int], header: str) -> int | None:
    """Return where in a gap the next cell begins: no word of the header is cut; None where it runs across."""
    start, end = gap
    if not header[start:end].strip():
        return end
    places = [at for at in range(start, end + 1) if not header[max(at - 1, 0) : at].strip()]
    if not places:
        return None
    # The next column's name may begin before its cells do, or the last one's end after them.
    return next((at for at in places if header[at : at + 1].strip()), places[-1])


def keeps_to(line: str, spans: Spans) -> bool:
    """Return whether no word of the line runs over the beginning of a cell."""
    return all(
        not (line[start - 1 : start].strip() and line[start : start + 1].strip())
        for start, _end in spans[1:]
    )
