"""Lets a model's sentence through only when every number in it is a figure, put there by its placeholder."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

# f7 is a figure, q2 a quote.
PLACEHOLDER = re.compile(r"\{\{\s*([fq]\d+)\s*\}\}")
_BRACES = re.compile(r"[{}]")
# Text that came from data may ask for a link; none is ever needed in an answer.
_LINK = re.compile(r"https?:|www\.|\]\(|[\w.+-]+@[\w-]+\.\w", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|\n+")
# Words that say a number. "one" and "ein" are left out: nearly always an article or a pronoun.
_COUNT_WORDS = [
    "zero",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "million",
    "millions",
    "billion",
    "dozen",
    "dozens",
    "half",
    "halves",
    "halved",
    "double",
    "doubled",
    "twice",
    "thrice",
    "triple",
    "tripled",
    "quadruple",
    "null",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
    "zwanzig",
    "dreißig",
    "dreissig",
    "vierzig",
    "fünfzig",
    "sechzig",
    "siebzig",
    "achtzig",
    "neunzig",
    "hundert",
    "tausend",
    "million",
    "millionen",
    "milliarde",
    "dutzend",
    "hälfte",
    "halb",
    "halbe",
    "halbiert",
    "doppelt",
    "doppelte",
    "verdoppelt",
    "dreifach",
    "verdreifacht",
    "percent",
    "prozent",
]
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_COUNT = re.compile(
    r"\b(?:" + "|".join(sorted(_COUNT_WORDS, key=len, reverse=True))
    + r"|(?:" + _TENS.replace(" ", "|") + r")-\w+"
    + r"|\w*(?:und(?:zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig)|hundert|tausend)\w*"
    + r"|one (?:hundred|thousand|million|third|quarter|fifth|half)|(?:ein|eine) (?:drittel|viertel|fünftel))\b",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """Why a sentence may not be shown; `what` is the offending piece."""

    reason: str
    what: str


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text, each with the end mark it had."""
    return [piece.strip() for piece in _SENTENCE_END.split(text) if piece and piece.strip()]


class SentenceStream:
    """Collects a stream of text and gives whole sentences back as soon as they are over."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, text: str) -> Iterator[str]:
        """Take more text and yield the sentences that it ends."""
        self._rest += text
        while (end := _SENTENCE_END.search(self._rest)) is not None:
            sentence, self._rest = self._rest[: end.start()].strip(), self._rest[end.end() :]
            if sentence:
                yield sentence

    def flush(self) -> Iterator[str]:
        """Yield what is left when the stream is over."""
        sentence, self._rest = self._rest.strip(), ""
        if sentence:
            yield sentence


def check_sentence(sentence: str, known: Collection[str]) -> list[Problem]:
    """Return what stands against showing a sentence; nothing where every number is a known figure."""
    problems = [
        Problem("unknown_placeholder", match.group(1))
        for match in PLACEHOLDER.finditer(sentence)
        if match.group(1) not in known
    ]
    # A placeholder leaves a letter behind, so that "{{f1}}7" or "1{{f1}}" is still seen as a typed digit.
    bare = PLACEHOLDER.sub("x", sentence)
    problems += [Problem("broken_placeholder", match.group()) for match in _BRACES.finditer(bare)]
    problems += [Problem("link", match.group()) for match in _LINK.finditer(bare)]
    problems += [Problem("typed_number", character) for character in bare if _is_numeral(character)]
    problems += [Problem("spelled_number", match.group()) for match in _COUNT.finditer(bare)]
    return problems


def _is_numeral(character: str) -> bool:
    # Digits of every script, fractions, superscripts, circled, Roman and Chinese numerals alike.
    return unicodedata.numeric(character, None) is not None or character in "%‰"


def placeholders_in(text: str) -> list[str]:
    """Return the ids of the figures and quotes that a text shows, in order."""
    return PLACEHOLDER.findall(text)
