"""Cuts a text into chunks at its own joints: paragraphs, then sentences, never inside a word."""

import re

MOST_CHARACTERS = 700
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=\S)")


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        sentences = (
            [paragraph] if len(paragraph) <= MOST_CHARACTERS else _SENTENCE_END.split(paragraph)
        )
        for sentence in sentences:
            while len(sentence) > MOST_CHARACTERS:
                cut = sentence.rfind(" ", 0, MOST_CHARACTERS)
                cut = cut if cut > 0 else MOST_CHARACTERS
                pieces.append(sentence[:cut])
                sentence = sentence[cut:].lstrip()  # what is left of it
            pieces.append(sentence)
    return [piece.strip() for piece in pieces if piece.strip()]


def split_into_chunks(text: str) -> list[str]:
    """Return the chunks of a text in order, each at most MOST_CHARACTERS long; neighbours are joined while they fit."""
    chunks: list[str] = []
    for piece in _pieces(text):
        if chunks and len(chunks[-1]) + len(piece) + 1 <= MOST_CHARACTERS:
            chunks[-1] = f"{chunks[-1]}\n{piece}"
        else:
            chunks.append(piece)
    return chunks
