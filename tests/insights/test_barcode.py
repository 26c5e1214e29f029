"""The bars of a receipt are a real Code 128."""

import re

import pytest

from insights.barcode import _WIDTHS, code128

PATTERNS = [_WIDTHS[n : n + 6] for n in range(0, len(_WIDTHS), 6)]


def read(bars):
    """Decode a drawn path the way a scanner does: by the widths of bars and spaces."""
    drawn = [(int(x), int(width)) for x, width in re.findall(r"M(\d+) 0h(\d+)", bars.path)]
    starts = [x for x, _ in drawn[1:]] + [bars.width]
    widths = "".join(f"{w}{nxt - x - w or ''}" for (x, w), nxt in zip(drawn, starts, strict=True))
    return [PATTERNS.index(widths[n : n + 6]) for n in range(0, len(widths) - 7, 6)]


def test_every_pattern_is_eleven_modules_wide_and_unlike_the_others():
    assert len(set(PATTERNS)) == 106
    assert {sum(map(int, pattern)) for pattern in PATTERNS} == {11}


def test_bars_read_back_as_the_number_with_a_right_check():
    start, *codes, check = read(code128("EDGE F7K3Q91D"))

    assert "".join(chr(code + 32) for code in codes) == "EDGE F7K3Q91D"
    assert check == (start + sum(place * code for place, code in enumerate(codes, 1))) % 103


def test_width_is_that_of_all_modules():
    assert code128("EDGE F7K3Q91D").width == 178


def test_text_outside_ascii_is_refused():
    with pytest.raises(ValueError, match="ASCII"):
        code128("Größe")
