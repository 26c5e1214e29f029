"""What the merchant said of a file, and readings as they are kept."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.uploads.interpreting.fields import MANY, Field
from connectors.uploads.interpreting.reading import (
    ColumnReading,
    Evidence,
    Grain,
    Mark,
    Paid,
    Question,
    Reading,
    RowMeaning,
    Said,
)
from tests.connectors.uploads.understanding.tables import fields, keys, read

# A reading is kept in the database, which holds no NUL: what is said loses it on its way in.
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6)
flags = st.booleans()


def several(of, most=3):
    return st.lists(of, max_size=most).map(tuple)


saids = st.builds(
    Said,
    st.dictionaries(texts, st.sampled_from(Field), max_size=3),
    st.dictionaries(
        texts,
        st.dictionaries(texts, st.sampled_from([one.value for one in RowMeaning])),
        max_size=2,
    ),
    st.dictionaries(texts, texts, max_size=3),
    st.none() | st.sampled_from(Grain),
)
readings = st.builds(
    Reading,
    several(
        st.builds(
            ColumnReading,
            texts,
            texts,
            st.sampled_from(Field),
            texts,
            several(texts),
            flags,
            texts,
            st.sampled_from([1, 100, 1000]),
        )
    ),
    st.sampled_from(Grain),
    texts,
    st.builds(
        Paid,
        st.none() | st.sampled_from(Field),
        several(st.tuples(st.sampled_from(Field), st.sampled_from([1, -1]))),
    ),
    several(st.sampled_from(Field)),
    several(texts),
    several(texts),
    flags,
    several(
        st.builds(
            Mark,
            texts,
            texts,
            several(st.tuples(texts, st.sampled_from(RowMeaning))),
            st.none() | st.sampled_from(RowMeaning),
        )
    ),
    several(st.builds(Question, texts, texts, several(st.tuples(texts, texts)))),
    several(st.builds(Evidence, texts, st.sampled_from([0.5, 1.0]), st.integers(0, 99))),
    saids,
)


@given(readings)
@settings(max_examples=150, deadline=None)
def test_a_reading_is_kept_as_it_is(reading):
    kept = json.loads(json.dumps(reading.to_json()))

    assert Reading.from_json(kept) == reading


@given(saids, saids)
@settings(max_examples=150, deadline=None)
def test_what_is_said_later_counts_and_no_meaning_is_given_twice(first, later):
    said = first.and_then(later)

    assert later.columns.items() <= said.columns.items()
    assert later.answers.items() <= said.answers.items()
    assert {**first.answers, **later.answers} == said.answers
    assert said.grain == (later.grain or first.grain)
    for name, words in later.marks.items():
        assert words.items() <= said.marks[name].items()
    for name, meaning in said.columns.items():
        is_older = name not in later.columns
        assert not (is_older and meaning not in MANY and meaning in later.columns.values())


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": {"a": "turnover"}},
        {"marks": {"a": {"b": "maybe"}}},
        {"grain": "week"},
    ],
)
def test_a_meaning_that_does_not_exist_is_refused(wrong):
    with pytest.raises(ValueError, match="is not a valid"):
        Said.from_json(wrong)


TABLE = [
    f"2026-04-{at + 1:02d} 10:00 | {1000 + at} | {5 + at * 1.1:.2f} | {at % 3} | {word}"
    for at, word in enumerate(["paid", "paid", "paid", "paid", "qwfp"] * 4)
]
HEADER = "Date | Receipt | Amount | Tip | Status"


def test_all_questions_answered_by_their_likeliest_leave_none():
    reading = read(HEADER, *TABLE)
    assert sorted(keys(reading)) == ["in_tip", "mark:Status:qwfp"]

    likeliest = reading.likeliest()

    assert likeliest.is_sure
    assert likeliest.said.answers == {one.key: one.choices[0][0] for one in reading.questions}
    # It reads as it did before: the questions' first choices are what was shown.
    again = read(HEADER, *TABLE, said=likeliest.said)
    assert (again.paid, again.marks, again.questions) == (reading.paid, reading.marks, ())


@pytest.mark.parametrize("tip", ["inside", "apart"])
@pytest.mark.parametrize("word", ["void", "sale", "refund", "sale_and_refund"])
def test_a_confirmed_reading_makes_the_next_file_of_its_layout_sure(tip, word):
    first = read(HEADER, *TABLE, said=Said(answers={"in_tip": tip, "mark:Status:qwfp": word}))
    assert first.is_sure

    following = read(HEADER, *TABLE[3:], said=first.confirmed())

    assert following.is_sure
    assert fields(following) == fields(first)
    assert (following.paid, following.grain) == (first.paid, first.grain)
    assert dict(following.marks[0].words)["qwfp"] == word


def test_a_corrected_column_takes_its_meaning_from_whoever_had_it():
    said = Said({"Tip": Field.AMOUNT})

    found = fields(read(HEADER, *TABLE, said=said))

    assert found["Tip"] == "amount"
    assert found["Amount"] != "amount"


def test_the_merchants_grain_counts():
    assert read(HEADER, *TABLE, said=Said(grain=Grain.DAY)).grain == Grain.DAY
