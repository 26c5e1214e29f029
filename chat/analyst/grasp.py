"""From the words of a question to one meaning: heard, understood, weighed; in doubt a question back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chat.analyst.confidence import LEAST, SURE, doubts_of, left_out, mended_words, score
from chat.analyst.hear import Heard, hear, spelled
from chat.analyst.intent import Choice, Clarify, Condition, Intent, Refusal
from chat.analyst.lexicon import Lexicon
from chat.analyst.moments import When
from chat.analyst.text import Token
from chat.analyst.tongue import tongue_of
from chat.analyst.understand import Scene, Understood, loose_times, meaning

# So many misspelled words are read in more than one way.
_MOST_MENDED = 2
_MOST_CHOICES = 5
# Words by which two periods are one in a way that the analyst does not know.
_JOINING = ("time.until", "time.to", "time.from", "time.between", "time.since", "op.vs")


@dataclass(frozen=True)
class Grasped:
    """What a question was taken to mean, in which language, and how sure that is.

    left_out: words that were not used and cannot change a figure. mended: misspelled words, each with what it was read
    as, where that is not beyond doubt.
    """

    meant: Understood
    language: str
    confidence: float
    left_out: tuple[str, ...] = ()
    mended: tuple[tuple[str, str], ...] = ()


def grasp(question: str, scene: Scene) -> Grasped:
    """Read a question: what nothing explains makes it refuse, what may mean several things makes it ask."""
    code = tongue_of(question, scene.vocabulary, scene.language)
    language = scene.vocabulary.lexicon(code)
    tokens = spelled(question, scene.vocabulary, language)
    heard = hear(tokens, scene.vocabulary, scene.clock, language)
    unused = left_out(heard, language)
    meant = meaning(heard, scene)
    doubts = doubts_of(heard, unused, meant)
    meant = _weighed(meant, heard, replace(scene, trace=None), score(doubts), language)
    if isinstance(meant, Clarify) and not any(doubt.kind == "several" for doubt in doubts):
        doubts = doubts_of(heard, unused, meant)
    sure = score(doubts)
    if scene.trace is not None:
        scene.trace.meant, scene.trace.confidence = meant, sure
    mended = mended_words(heard) if sure < SURE else ()
    return Grasped(meant, code, sure, tuple(doubt.words for doubt in unused), mended)


def _weighed(
    meant: Understood, heard: Heard, scene: Scene, sure: float, language: Lexicon
) -> Understood:
    """Return what is meant, or a question back where another reading is as likely, or a refusal."""
    if isinstance(meant, Intent):
        others = [meant, *_rivals(heard, scene, language)]
        different = [one for n, one in enumerate(others) if one not in others[:n]]
        if len(different) > 1:
            words = ", ".join(token.raw for token in heard.tokens if token.rivals)
            return Clarify(words, tuple(Choice(one) for one in different[:_MOST_CHOICES]))
        if sure < LEAST:
            typed = tuple(raw for raw, _ in mended_words(heard))
            return Refusal("unknown", words=typed, is_unsure=True)
    if isinstance(meant, Refusal) and meant.reason == "unknown":
        return _nearly_named(meant, heard, scene) or _one_of_periods(heard, scene) or meant
    return meant


def _rivals(heard: Heard, scene: Scene, language: Lexicon) -> Iterator[Intent]:
    """Yield what else a question means where a misspelled word is as near to another known one."""
    unclear = [n for n, token in enumerate(heard.tokens) if token.rivals][:_MOST_MENDED]
    for place in unclear:
        for rival in heard.tokens[place].rivals:
            tokens = _with(heard.tokens, place, rival)
            other = hear(tokens, scene.vocabulary, scene.clock, language)
            left_out(other, language)
            meant = meaning(other, scene)
            if isinstance(meant, Intent):
                yield meant


def _with(tokens: Sequence[Token], place: int, text: str) -> list[Token]:
    changed = replace(tokens[place], text=text, rivals=())
    return [changed if n == place else token for n, token in enumerate(tokens)]


def _nearly_named(meant: Refusal, heard: Heard, scene: Scene) -> Clarify | None:
    """Return the question which product is meant where the one unknown word is somewhat like names of some."""
    if len(heard.unknown) != 1 or tuple(heard.unknown) != meant.words:
        return None
    entries = scene.vocabulary.somewhat_like(heard.unknown[0])
    if not entries:
        return None
    plain = replace(heard, unknown=[], clarify=None)
    base = meaning(plain, scene)
    if not isinstance(base, Intent):
        return None
    found = [Condition("product", "is", (one.value,), (one.label,)) for one in entries]
    choices = tuple(Choice(base.but(conditions=(*base.conditions, one)), one) for one in found)
    return Clarify(heard.unknown[0], choices, base, is_unknown=True)


def _one_of_periods(heard: Heard, scene: Scene) -> Clarify | None:
    """Return the question which period is meant where two stand side by side and nothing joins them."""
    spans = [spot for spot in heard.times.spots if isinstance(spot.value, When)]
    is_open = heard.unknown or heard.says(*_JOINING)
    if is_open or len(spans) != 2 or len(heard.times.spots) != 2:
        return None
    meanings = [
        meaning(replace(heard, times=replace(heard.times, spots=[spot])), scene) for spot in spans
    ]
    intents = [one for one in meanings if isinstance(one, Intent)]
    if len(intents) < 2 or not loose_times(heard, intents[0]):
        return None
    words = ", ".join(heard.items[place].text for place in sorted(heard.times.used))
    return Clarify(words, tuple(Choice(one) for one in intents))
