"""Where a meaning stands in the language files, so that whoever adds a synonym knows which line to edit."""

import re
from dataclasses import dataclass
from functools import lru_cache

from chat.analyst.lexicon import FOLDER

_SECTION = re.compile(r"\[(?P<name>[\w.]+)\]")
_ENTRY = re.compile(r"""["']?(?P<key>[^"'=\s]+)["']?\s*=""")
# Seen from the root of the repository, as an editor opens it.
_FILES = "chat/analyst/languages"


@dataclass(frozen=True)
class Place:
    """One entry of a language file: the file, the line it begins on, its section and its key."""

    file: str
    line: int
    section: str
    key: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} [{self.section}] {self.key}"


def file_of(language: str) -> str:
    """Return the file that says which words a language understands."""
    return f"{_FILES}/{language}.toml"


def place_of(language: str, meaning: str) -> Place | None:
    """Return where a language's file holds a meaning; None where it comes from elsewhere, as a merchant's words do."""
    return _places(language).get(meaning)


@lru_cache(maxsize=16)
def _places(language: str) -> dict[str, Place]:
    places: dict[str, Place] = {}
    section, inside = "", False
    for number, line in enumerate((FOLDER / f"{language}.toml").read_text("utf-8").splitlines(), 1):
        found = None if inside else _SECTION.match(line) or _ENTRY.match(line)
        if found and "name" in found.groupdict():
            section = found["name"]
        elif found:
            meaning = f"{section}.{found['key']}"
            places[meaning] = Place(file_of(language), number, section, found["key"])
        # Words may run over several lines, between three quotes.
        inside ^= line.count('"""') % 2 == 1
    return places
