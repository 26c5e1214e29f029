"""Names of columns and words of cells as systems write them, of those that mean one thing alone."""

import random
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import connectors.uploads.cells

FOLDER = Path(connectors.uploads.cells.__file__).parent / "words"


@cache
def spoken() -> dict[str, dict[str, Any]]:
    """Return the word files by language."""
    files = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.toml")}
    return {language: found for language, found in sorted(files.items()) if "months" in found}


@cache
def _meanings() -> tuple[Counter[str], Counter[str]]:
    """Count under how many different meanings each word stands, in all languages."""
    columns, cells = set(), set()
    for found in spoken().values():
        for field, words in found.items():
            if isinstance(words, list) and field not in ("months", "weekdays", "am", "pm"):
                columns |= {(word.casefold(), field) for word in words}
        cells |= {
            (word.casefold(), kind) for kind, words in found["cells"].items() for word in words
        }
    return Counter(word for word, _ in columns), Counter(word for word, _ in cells)


def column_name(chance: random.Random, language: str, field: str) -> str:
    """Return a name of a column that means that field and no other."""
    words = [word for word in spoken()[language][field] if _meanings()[0][word.casefold()] == 1]
    return chance.choice(words or spoken()[language][field][:1])


def cell_word(chance: random.Random, language: str, kind: str) -> str:
    """Return a word of cells that means that kind of row and no other."""
    found = spoken()[language]["cells"][kind]
    words = [word for word in found if _meanings()[1][word.casefold()] == 1]
    return chance.choice(words or found[:1])


def flags(chance: random.Random, language: str) -> tuple[str, str]:
    """Return a yes and the no that goes with it."""
    cells = spoken()[language]["cells"]
    return chance.choice(list(zip(cells["yes"], cells["no"], strict=False)))


def month_name(chance: random.Random, language: str, month: int) -> str:
    """Return a month in words."""
    return chance.choice(spoken()[language]["months"][month - 1])
