"""`manage.py import_sales`: loads a file of sales as the upload page would."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connectors.models import UploadState
from connectors.uploads.decide import confirm, unsure
from connectors.uploads.intake import receive
from connectors.uploads.report import failure_of, report
from connectors.uploads.run import run
from edge.lib.errors import FileUnreadable
from edge.lib.shell import EdgeCommand
from edge.merchants.profile import merchant_by_slug

ACTOR = "import_sales"


class Command(EdgeCommand):
    """Imports a file."""

    help = "Loads a file of sales (CSV, also packed with gzip, or XLSX) with Edge's own guesses about its columns."
    example = "import_sales --merchant cafe-morgenrot till-2026.csv.gz --json"

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
        if not path.is_file():
            raise FileUnreadable(
                f"There is no file {path}.", code="no_file", mend="Check the path and try again."
            )
        with path.open("rb") as content:
            upload = receive(merchant, content, name=path.name, by=ACTOR, loads_when_sure=True)
        upload = run(upload, self._say)
        if upload.state == UploadState.READY:
            may_load = options["yes"] or self._asks(options, unsure(upload).merchant_text)
            confirm(upload, by=ACTOR, takes_likeliest=may_load)
            upload = run(upload, self._say)
        if upload.failure is not None:
            raise failure_of(upload)
        return report(upload, seconds=time.monotonic() - started)

    def words(self, answer: Mapping[str, Any]) -> str:
        """Say what came of it."""
        span = f"{answer['first_day']} to {answer['last_day']}, in {answer['seconds']} s."
        lines = [
            f"{answer['loaded']:,} of {answer['rows']:,} rows loaded, {span}",
            f"{answer['duplicates']:,} were there already, {answer['refused']:,} refused.",
            *(f"  {name}: {field}" for name, field in answer["columns"].items()),
            *(f"  line {one['line']}: {one['reason']}" for one in answer["problems"][:20]),
            f"To take it back: manage.py undo_import {answer['batch']}",
        ]
        return "\n".join(lines)

    def _say(self, line: str) -> None:
        self.stderr.write(line)

    def _asks(self, options: Mapping[str, Any], question: str) -> bool:
        """Return whether a person at the terminal takes the likeliest reading."""
        if options["json"] or not sys.stdin.isatty():
            return False
        self.stderr.write(f"{question}\nLoad the likeliest reading? [y/N] ", ending="")
        return sys.stdin.readline().strip().lower() in {"y", "yes", "j", "ja"}
