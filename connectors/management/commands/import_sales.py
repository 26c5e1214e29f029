"""`manage.py import_sales`: loads a file of sales as the upload page would."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from connectors.models import UNFINISHED, Upload, UploadState
from connectors.pages.formats import Words
from connectors.reading_text import question_text, reading_text
from connectors.uploads.decide import confirm, correct, unsure
from connectors.uploads.intake import find_upload, receive
from connectors.uploads.interpreting.reading import Question, Said, read_back
from connectors.uploads.report import failure_of, report
from connectors.uploads.run import run
from edge.lib.errors import FileUnreadable
from edge.lib.locales import locale_for
from edge.lib.shell import EdgeCommand
from edge.merchants.models import Merchant
from edge.merchants.profile import merchant_by_slug

ACTOR = "import_sales"
# A question that an answer does not close is not asked for ever.
MOST_QUESTIONS = 10
LOOKS_EVERY_S = 0.3
PAUSE_S = 1.0


def _opened(path: Path) -> BinaryIO:
    """Open a file. Raises FileUnreadable for what is none, or cannot be read: a folder, a device, an odd path."""
    try:
        if path.is_file():
            return path.open("rb")
        said = f"There is no file {str(path)[:200]!r}."
    except (OSError, ValueError) as reason:
        said = f"The file cannot be opened: {getattr(reason, 'strerror', None) or reason}."
    raise FileUnreadable(
        said, code="no_file", kept="Nothing was loaded.", mend="Check the path and try again."
    )


class Command(EdgeCommand):
    """Imports a file."""

    help = (
        "Loads a file of sales (CSV and other text tables, XLSX or ODS, also packed) with Edge's own guesses about its "
        "columns. Where it is not sure, it shows what it read and asks; with --json, or without a terminal, it never "
        "waits."
    )
    example = "import_sales --merchant cafe-morgenrot till-2026.csv.gz --json"
    _said_at = 0.0

    def add_own_arguments(self, parser: ArgumentParser) -> None:
        """Add the merchant and the file."""
        parser.add_argument("--merchant", required=True, metavar="M", help="its short name")
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--yes", action="store_true", help="take the likeliest reading instead of asking"
        )

    def answer(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Import."""
        started = time.monotonic()
        merchant = merchant_by_slug(options["merchant"])
        path: Path = options["file"]
        with _opened(path) as content:
            upload = receive(merchant, content, name=path.name, by=ACTOR, loads_when_sure=True)
        upload = self._run(upload)
        if upload.state == UploadState.READY and self._may_ask(options):
            # With its last answer it is sure, and loads.
            upload = self._ask(upload, _words_of(merchant))
        if upload.state == UploadState.READY:
            confirm(upload, by=ACTOR, takes_likeliest=options["yes"])
            upload = self._run(upload)
        if upload.failure is not None:
            raise failure_of(upload)
        return report(upload, seconds=time.monotonic() - started)

    def _run(self, upload: Upload) -> Upload:
        """Take the upload on until it stands still; where a worker was quicker, wait for it."""
        upload = run(upload, self._say)
        while upload.state in UNFINISHED:
            time.sleep(LOOKS_EVERY_S)
            upload = run(find_upload(upload.merchant, upload.public_id), self._say)
        return upload

    def words(self, answer: Mapping[str, Any]) -> str:
        """Say what came of it."""
        span = f"{answer['first_day']} to {answer['last_day']}, in {answer['seconds']} s."
        lines = [
            f"{answer['loaded']:,} of {answer['rows']:,} rows loaded, {span}",
            f"{answer['duplicates']:,} were there already, {answer['refused']:,} refused.",
            *(f"  {name}: {field}" for name, field in answer["columns"].items()),
            *_grouped(answer["problems"]),
            f"To take it back: manage.py undo_import {answer['batch']}",
        ]
        return "\n".join(lines)

    def _say(self, line: str) -> None:
        """Tell how far it is: one line a second at most, where nobody watches seldom enough for a log."""
        if time.monotonic() - self._said_at >= PAUSE_S:
            self._said_at = time.monotonic()
            self.stderr.write(line)

    def _may_ask(self, options: Mapping[str, Any]) -> bool:
        return not options["yes"] and not options["json"] and sys.stdin.isatty()

    def _ask(self, upload: Upload, words: Words) -> Upload:
        """Show the reading and ask its questions until none is left, or one is not answered."""
        for _number in range(MOST_QUESTIONS):
            self.stderr.write(reading_text(upload, words))
            question = read_back(upload).questions[0]
            choice = self._choice(upload, question, words)
            if not choice:
                raise unsure(upload)
            upload = self._run(correct(upload, Said(answers={question.key: choice})))
            if upload.state != UploadState.READY:
                return upload
        raise unsure(upload)

    def _choice(self, upload: Upload, question: Question, words: Words) -> str:
        """Return the key of the choice that a person makes; empty where none is made."""
        self.stderr.write(question_text(upload, question, words), ending="")
        if not question.choices:
            self.stderr.write("")
            return ""
        typed = sys.stdin.readline().strip()
        numbers = {str(number): key for number, (key, _label) in enumerate(question.choices, 1)}
        return numbers.get(typed, "")


def _words_of(merchant: Merchant) -> Words:
    return Words(locale_for(merchant.language, merchant.country), merchant.currency)


def _grouped(problems: list[dict[str, Any]]) -> list[str]:
    """Return the refused rows by reason, each with its first lines."""
    lines: dict[str, list[int]] = {}
    for one in problems:
        lines.setdefault(one["reason"], []).append(one["line"])
    said = []
    for reason, numbers in lines.items():
        shown = ", ".join(str(number) for number in numbers[:8])
        more = ", …" if len(numbers) > 8 else ""
        said.append(f"  refused, {reason}: {len(numbers):,} (line {shown}{more})")
    return said
