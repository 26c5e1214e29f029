"""Random files: whatever layout, language, format and noise, none is read wrongly in silence or ends in a crash."""

import os
import sys

import pytest

from tests.cases.exports.generated import generate
from tests.cases.exports.outcome import outcome_of, summary
from tests.cases.exports.outlined import outlined

# More of them on demand: EDGE_GENERATED=10000.
FILES = int(os.environ.get("EDGE_GENERATED", "150"))
FIRST = int(os.environ.get("EDGE_GENERATED_FIRST", "0"))
LEAST_SHARE_RIGHT = 0.5
# Loading takes longer than reading: one file of so many goes all the way into the books.
LOADED = 25


@pytest.mark.timeout(60 + FILES)
def test_no_random_file_is_read_wrongly_in_silence(capsys):
    outcomes = [outlined(f"generated {n}", generate(n)) for n in range(FIRST, FIRST + FILES)]

    with capsys.disabled():
        sys.stdout.write(f"\n{FILES} generated files: {summary(outcomes)}\n")
    wrong = [str(one) for one in outcomes if one.kind in ("wrong", "crashed")]
    assert not wrong, "\n".join(wrong[:50])
    assert sum(one.kind == "right" for one in outcomes) >= LEAST_SHARE_RIGHT * FILES


@pytest.mark.parametrize("number", range(FIRST, FIRST + min(FILES, 250), LOADED))
def test_what_is_loaded_of_a_random_file_is_what_it_says(number):
    found = outcome_of(f"generated {number}", generate(number))

    assert found.kind in ("right", "asked", "refused"), str(found)
