"""Which further kind of question this is: told by a phrase of section [kind], or by how words stand together."""

from typing import TYPE_CHECKING, cast

from chat.analyst.found import OF_TIME
from chat.analyst.hear import Heard, limit_place
from chat.analyst.intent import Claim, Shape
from chat.analyst.ranking_words import RANKING
from chat.analyst.time_reader import number_of

if TYPE_CHECKING:
    # shape.py asks this module what kind a question is, and hands over what it knows so far.
    from chat.analyst.shape import Asked

_MORE, _LESS = ("op.comparative", "bound.above"), ("op.comparative_down", "bound.below")
_COMPARATIVE = (*_MORE, *_LESS)


def kind_of(heard: Heard, asked: "Asked") -> Shape | None:
    """Return the further kind that a question is of, None where it is of none."""
    said = heard.keys("kind")
    if said:
        return cast(Shape, said[0])
    return "growth" if _ranks_changes(heard, asked) else None


def complete(heard: Heard, asked: "Asked") -> None:
    """Fill in what a further kind has to know of a question."""
    place = limit_place(heard)
    asked.limit = number_of(heard.items[place]) if place is not None else asked.limit
    if asked.shape == "growth":
        asked.claim = _direction(heard)
        asked.rank = "least" if heard.says("op.least") and asked.claim is not None else "most"


def _ranks_changes(heard: Heard, asked: "Asked") -> bool:
    """Return whether the parts are ranked by how they moved: "which category fell most", "what is growing"."""
    if asked.by is None or asked.by in OF_TIME or asked.by == "year" or asked.wants_share:
        return False
    if any(len(condition.labels) > 1 for condition in heard.conditions):
        return False
    is_asked = heard.says("ask.which", "ask.what", "ask.who", *RANKING)
    two_periods = len(heard.times.spots) > 1 or any(spot.against for spot in heard.times.spots)
    return is_asked and (bool(_moving(heard)) or (two_periods and heard.says(*_COMPARATIVE)))


def _moving(heard: Heard) -> list[str]:
    """Return the words that tell of a movement, not merely of more or less."""
    return [
        item.text
        for item in heard.items
        if item.has("op.change", "op.up", "op.down") and not item.has(*_COMPARATIVE, "op.vs")
    ]


def _direction(heard: Heard) -> Claim | None:
    """Return which way is asked for; None where both are, or only a change is."""
    falls = heard.says("op.down", *_LESS)
    rises = any(
        item.has("op.up", *_MORE) or (item.has("op.change") and not item.has("op.moved", "op.down"))
        for item in heard.items
        if not item.has("op.most", "op.least")
    )
    if falls == rises:
        return None
    return "down" if falls else "up"
