"""A question bank as its files say: questions, and the sales files that they are about."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from edge.lib.errors import InvalidRequest


@dataclass(frozen=True)
class Question:
    """One line of a bank: a question and its follow-ups, asked at a moment of the merchant's clock.

    expects: what each turn's answer must hold, as the bank writes it; empty where nobody says.
    """

    id: str
    data: str
    as_of: datetime
    language: str
    turns: tuple[str, ...]
    expects: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Source:
    """One sales file and what its merchant told at sign-up."""

    key: str
    path: Path
    name: str
    currency: str
    country: str
    time_zone: str


def read_bank(path: Path) -> list[Question]:
    """Return the questions of a bank. Raises InvalidRequest where the file cannot be read or a line holds none."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidRequest(
            f"{path} cannot be read.", mend="Give the path of a bank.jsonl."
        ) from error
    return list(_questions(lines))


def _questions(lines: list[str]) -> Iterator[Question]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            body = json.loads(line)
            expect = body.get("expect", {})
            follow_ups = expect.get("follow_up", ())
            yield Question(
                id=body["id"],
                data=body["data"],
                as_of=datetime.fromisoformat(body["as_of"]),
                language=body["lang"],
                turns=(body["question"], *(one["question"] for one in follow_ups)),
                expects=(expect, *(one.get("expect", {}) for one in follow_ups)),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidRequest(
                f"Line {number} of the bank holds no question: {error}."
            ) from error


def read_sources(folder: Path) -> dict[str, Source]:
    """Return the sales files that a folder's sources.json names. Raises InvalidRequest where there is none."""
    path = folder / "sources.json"
    try:
        bodies: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))
        return {
            key: Source(
                key=key,
                path=folder / body["file"],
                name=body["name"],
                currency=body["currency"],
                country=body["country"],
                time_zone=body["time_zone"],
            )
            for key, body in bodies.items()
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidRequest(
            f"{path} cannot be read: {error}.", mend="Give the folder of sources.json."
        ) from error
