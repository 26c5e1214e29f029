"""A running period against the same elapsed part of the one before it."""

from dataclasses import dataclass

from insights.charts import share_of
from insights.metrics.figure import Figure
from insights.sections.comparing import Reader, is_negative, unsigned, value_of


@dataclass(frozen=True)
class VersusWords:
    """The words of one comparison, in the reader's language."""

    key: str
    title: str
    other: str
    now_label: str
    then_label: str


@dataclass(frozen=True)
class Versus:
    """Two periods, their bars and their difference; without a period before, only the first."""

    key: str
    title: str
    other: str
    now: Figure
    now_label: str
    now_share: str
    then: Figure | None = None
    then_label: str = ""
    then_share: str = ""
    change: Figure | None = None
    gap: Figure | None = None
    is_below: bool = False


def versus(now: Figure, then: Figure | None, words: VersusWords, reader: Reader) -> Versus:
    """Return how `now` stands against `then`; None where the books do not reach back that far."""
    if then is None or (then.rows == 0 and not value_of(then)):
        share = share_of(value_of(now), value_of(now))
        return Versus(words.key, words.title, words.other, now, words.now_label, share)
    largest = max(value_of(now), value_of(then))
    grown = reader.growth(now, then)
    return Versus(
        key=words.key,
        title=words.title,
        other=words.other,
        now=now,
        now_label=words.now_label,
        now_share=share_of(value_of(now), largest),
        then=then,
        then_label=words.then_label,
        then_share=share_of(value_of(then), largest),
        change=reader.change(now, then),
        gap=unsigned(grown) if grown.value is not None else None,
        is_below=is_negative(grown),
    )
