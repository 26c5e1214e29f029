"""What an answer is written with."""

from dataclasses import dataclass
from typing import get_args

from chat.analyst.intent import Intent
from chat.analyst.reply import Sheet
from chat.analyst.speak import Speaker
from insights.metrics.figure import Comparison, Factor, Figure

_SIGNED = "signed"
_CHANGES = frozenset({"change", "growth", "effect", "rest", *get_args(Factor)})


@dataclass(frozen=True)
class Page:
    """What an answer is written with: the speaker, and the sheet that numbers the figures."""

    speaker: Speaker
    sheet: Sheet

    def say(self, key: str, **words: object) -> str:
        """Return a sentence; figures among the words become their places, changes and growth with their sign."""
        return self.speaker.say(key, **{name: self.place(word) for name, word in words.items()})

    def place(self, word: object) -> object:
        """Return the place of a figure; anything else as it is."""
        if not isinstance(word, Figure):
            return word
        return self.sheet.put(word, _SIGNED if word.how in _CHANGES else "")


def sides(intent: Intent, page: Page, comparison: Comparison) -> dict[str, object]:
    """Return the words of a comparison: what, when, against when, and its figures."""
    against = intent.against
    return {
        "metric": page.speaker.metric(comparison.now.metric),
        "what": page.speaker.what(intent),
        "when": page.speaker.when(intent.periods[0]),
        "other": page.speaker.when(against) if against else "",
        "now": comparison.now,
        "then": comparison.then,
        "change": comparison.change,
        "growth": comparison.growth,
    }
