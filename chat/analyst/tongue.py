"""Which language a question is written in, told by the words that each language knows, names aside."""

from collections.abc import Sequence

from chat.analyst.lexicon import LANGUAGES, Lexicon
from chat.analyst.spelling import mended
from chat.analyst.text import Token, tokenize, unshortened
from chat.analyst.vocabulary import Vocabulary

# A word that a language has only nearly counts for less than one that it has.
_NEARLY = 0.6
# Letters of no other of the six languages' words: a little weight where the words themselves leave it open.
_LETTERS = {"de": "äöüß", "fr": "çêèàùœ", "es": "ñ¿¡", "pl": "łśćąężźń", "it": "ìò"}
_LETTER = 0.3


def tongue_of(question: str, vocabulary: Vocabulary, preferred: str) -> str:
    """Return the code of a question's language: the preferred one unless another one knows more of its words."""
    tokens = [token for token in tokenize(question) if token.kind == "word"]
    telling = [token for token in tokens if not _is_name(token, vocabulary)]
    first = preferred if preferred in LANGUAGES else "en"
    known = {code: _known(telling, vocabulary.lexicon(code)) for code in LANGUAGES}
    if not telling or sum(known[first]) == len(telling):
        return first
    scores = {code: sum(words) + _letters(question, code) for code, words in known.items()}
    if not any(all(words) for words in known.values()):
        for code in LANGUAGES:
            scores[code] += _nearly(telling, known[code], vocabulary.lexicon(code))
    return max(scores, key=lambda code: (round(scores[code], 3), code == first))


def _is_name(token: Token, vocabulary: Vocabulary) -> bool:
    """Return whether a word is one of the merchant's own, which may be of any language."""
    return token.text in vocabulary.words or token.text in vocabulary.generic_forms


def _known(tokens: Sequence[Token], language: Lexicon) -> list[bool]:
    return [
        language.knows(token.text)
        or language.stem(token.text) is not None
        or (language.shortens and language.knows(unshortened(token.text)))
        or language.parted(token.text) is not None
        for token in tokens
    ]


def _nearly(tokens: Sequence[Token], known: Sequence[bool], language: Lexicon) -> float:
    unknown = [token for token, is_known in zip(tokens, known, strict=True) if not is_known]
    return sum(_NEARLY for token in unknown if mended(token.text, language.telling))


def _letters(question: str, code: str) -> float:
    return _LETTER if set(question.casefold()) & set(_LETTERS.get(code, "")) else 0.0
