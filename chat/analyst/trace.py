"""What the analyst made of one question, kept only where somebody asks why it was understood as it was."""

from dataclasses import dataclass

from chat.analyst.hear import Heard
from chat.analyst.intent import Clarify, Intent, Refusal
from chat.analyst.lexicon import Lexicon
from chat.analyst.shape import Asked
from chat.analyst.vocabulary import Vocabulary


@dataclass(frozen=True)
class Reading:
    """A question taken apart, with the words it was read by: one language's, and the merchant's own."""

    heard: Heard
    asked: Asked
    lexicon: Lexicon
    vocabulary: Vocabulary


@dataclass
class Trace:
    """Handed to the analyst empty, and filled on its way; without one the analyst does nothing more than answer."""

    reading: Reading | None = None
    meant: Intent | Refusal | Clarify | None = None
    confidence: float | None = None

    def read(self, heard: Heard, asked: Asked, vocabulary: Vocabulary) -> None:
        """Keep how a question was taken apart; of several ways that were tried, the last."""
        self.reading = Reading(heard, asked, vocabulary.lexicon(heard.language), vocabulary)
