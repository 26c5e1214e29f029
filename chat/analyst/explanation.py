"""How a question was understood, word by word, as plain JSON: what each word may mean, and which file says so."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from chat.analyst.entities import EntityFinder, Mention
from chat.analyst.intent import Clarify, Refusal
from chat.analyst.lexicon import Item, Phrase
from chat.analyst.places import file_of, place_of
from chat.analyst.text import Token
from chat.analyst.trace import Reading, Trace

# More names than that tell nothing of why one was taken.
_MOST_NAMES = 8


def explain(trace: Trace) -> dict[str, Any]:
    """Return what a filled trace holds.

    tokens: each word as it was typed and as it was read (its repair, where they differ, with what it costs and what
    else was as near), the phrases of the language that hold it, each with its meaning, its place in the language's
    file and whether it was taken, and the merchant's own names that it may belong to. items: the phrases that were
    taken, in order, and what became of each. left: what nothing explains.
    """
    body = {"confidence": trace.confidence, **_meant(trace)}
    if trace.reading is None:
        return body
    heard = trace.reading.heard
    return {
        "language": heard.language,
        "file": file_of(heard.language),
        "tokens": list(_tokens(trace.reading)),
        "items": [_item(trace.reading, place) for place in range(len(heard.items))],
        "left": list(heard.unknown),
        "asked": {key: value for key, value in asdict(trace.reading.asked).items() if value},
        **body,
    }


def _meant(trace: Trace) -> dict[str, Any]:
    meant = trace.meant
    if isinstance(meant, Refusal):
        told = {"reason": meant.reason, "topic": meant.topic, "words": list(meant.words)}
        return {"intent": None, "refusal": told}
    if isinstance(meant, Clarify):
        intent = meant.intent.to_json() if meant.intent else None
        return {"intent": intent, "clarify": meant.words}
    return {"intent": meant.to_json() if meant else None}


def _tokens(reading: Reading) -> Iterator[dict[str, Any]]:
    heard = reading.heard
    phrases = list(_phrases(reading))
    tagged = reading.lexicon.tag(heard.tokens)
    finder = EntityFinder(heard.tokens, tagged, reading.vocabulary, reading.lexicon)
    for n, token in enumerate(heard.tokens):
        yield {
            "typed": token.raw or token.text,
            "read": token.text,
            **_repair(token),
            "phrases": [
                _phrase(reading, start, phrase)
                for start, phrase in phrases
                if start <= n < start + len(phrase.words)
            ],
            "names": _names(reading, finder.forms[n]),
        }


def _repair(token: Token) -> dict[str, Any]:
    return {"cost": round(token.cost, 2), "rivals": list(token.rivals)} if token.cost else {}


def _phrases(reading: Reading) -> Iterator[tuple[int, Phrase]]:
    """Yield each phrase of the language that stands in the question, with the place of its first word."""
    tokens = reading.heard.tokens
    for start in range(len(tokens)):
        for phrase in reading.lexicon.fitting(tokens, start):
            yield start, phrase


def _phrase(reading: Reading, start: int, phrase: Phrase) -> dict[str, Any]:
    place = place_of(reading.heard.language, phrase.meaning)
    taken = any(
        (item.start, item.end) == (start, start + len(phrase.words)) and item.has(phrase.meaning)
        for item in reading.heard.items
    )
    return {
        "words": phrase.spelled or " ".join(phrase.words),
        "meaning": phrase.meaning,
        "place": str(place) if place else "",
        "taken": taken,
    }


def _names(reading: Reading, forms: set[str]) -> list[str]:
    by_word = reading.vocabulary.by_word
    entries = {entry for form in forms for entry in by_word.get(form, ())}
    named = sorted(entries, key=lambda entry: (-entry.weight, entry.label))[:_MOST_NAMES]
    return [f"{entry.dimension}: {entry.label}" for entry in named]


def _item(reading: Reading, place: int) -> dict[str, Any]:
    heard = reading.heard
    item = heard.items[place]
    return {
        "words": heard.raw(item),
        "meanings": sorted(item.meanings),
        "became": _became(item, heard.mentions.get(place), is_time=place in heard.times.used),
    }


def _became(item: Item, mention: Mention | None, *, is_time: bool) -> str:
    """Return what an item was used as."""
    if mention is not None:
        labels = ", ".join(dict.fromkeys(entry.label for entry in mention.entries[:_MOST_NAMES]))
        return f"{mention.entries[0].dimension}: {labels}"
    if is_time:
        return "time"
    if not item.meanings:
        return "unknown"
    return "filler" if item.meanings <= {"filler.words"} else "meaning"
