"""What every command shares: text for people, one JSON object for programs, and a refusal that says how to mend it."""

import json
from abc import abstractmethod
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError

from edge.lib.errors import EdgeError, UpstreamFailed


class EdgeCommand(BaseCommand):
    """A command: `answer` does the work and returns what `--json` prints, `words` says the same to people.

    Exits 0 when it did what it was asked, 1 on a refusal (an EdgeError: what happened, what was kept, what to do), 2 on
    wrong usage. With --json standard output holds one object and nothing else; what a command wants to say meanwhile
    goes to `self.stderr`.
    """

    example = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Return the parser, with the example in its help."""
        return super().create_parser(
            prog_name, subcommand, epilog=f"Example: manage.py {self.example}", **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --json and the command's own arguments."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        self.add_own_arguments(parser)

    @abstractmethod
    def add_own_arguments(self, parser: ArgumentParser) -> None:
        """Add what this command takes."""

    @abstractmethod
    def answer(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Do the work and return the JSON object. Raises EdgeError to refuse."""

    @abstractmethod
    def words(self, answer: Mapping[str, Any]) -> str:
        """Return the answer in words."""

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run, print, and exit 1 on a refusal."""
        try:
            answer = self.answer(options)
        except EdgeError as refused:
            self._refuse(refused, as_json=options["json"])
        except (OperationalError, InterfaceError) as reason:
            self._refuse(_gone(reason), as_json=options["json"])
        self.stdout.write(
            json.dumps(answer, ensure_ascii=False) if options["json"] else self.words(answer)
        )

    def _refuse(self, refused: EdgeError, *, as_json: bool) -> None:
        told = {
            "code": refused.code,
            "message": refused.merchant_text,
            "kept": refused.kept or "Nothing was changed.",
            "mend": refused.mend,
        }
        if as_json:
            self.stdout.write(json.dumps(told | refused.extra, ensure_ascii=False))
        else:
            self.stderr.write(
                "\n".join(text for text in (told["message"], told["kept"], told["mend"]) if text)
            )
        raise SystemExit(1)


def _gone(reason: Exception) -> EdgeError:
    return UpstreamFailed(
        f"The database went away: {str(reason).strip()}",
        code="database_gone",
        kept="What was finished before is kept.",
        mend="Run the command again; `manage.py doctor` says how the database is.",
    )
