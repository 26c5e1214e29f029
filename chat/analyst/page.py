"""What an answer is written with."""

from dataclasses import dataclass

from chat.analyst.reply import Sheet
from chat.analyst.speak import Speaker
from insights.metrics.figure import Figure

_SIGNED = "signed"
_CHANGES = frozenset({"change", "growth", "effect"})


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
