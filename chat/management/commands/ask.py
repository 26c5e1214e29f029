"""`manage.py ask`: asks the co-pilot in the terminal."""

import uuid
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chat.running import run_now
from chat.turns import Question
from edge.lib.errors import InvalidRequest
from edge.lib.shell import EdgeCommand
from edge.merchants.models import Merchant
from edge.merchants.profile import merchant_by_slug


class Command(EdgeCommand):
    """Asks one question and prints its answer, whatever its outcome."""

    help = "Asks the co-pilot one question about a merchant's own books and prints the answer."
    example = 'ask --merchant cafe-morgenrot "What sold best in March?"'

    def add_own_arguments(self, parser: ArgumentParser) -> None:
        """Add whose books, the question, its language, and the moment that counts as now."""
        parser.add_argument(
            "--merchant", required=True, metavar="M", help="the merchant's short name"
        )
        parser.add_argument(
            "--as-of", metavar="T", help="the moment that counts as now, such as 2011-11-16T13:05"
        )
        parser.add_argument(
            "--lang", metavar="L", help="the language to answer in; the question's own by default"
        )
        parser.add_argument("question", nargs="+", help="in your own words")

    def answer(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Ask, and answer in this process."""
        merchant = merchant_by_slug(options["merchant"])
        question = Question(
            text=" ".join(options["question"]),
            client_id=uuid.uuid4().hex,
            language=options["lang"] or merchant.language,
            answer_in=options["lang"] or "",
            as_of=moment(merchant, options["as_of"]) if options["as_of"] else None,
        )
        return run_now(merchant, question)

    def words(self, answer: Mapping[str, Any]) -> str:
        """Show what was said."""
        return str(answer.get("text", ""))


def moment(merchant: Merchant, text: str) -> datetime:
    """Return a moment; without a zone it is the merchant's wall clock. Raises InvalidRequest where it is none."""
    try:
        return merchant.calendar.local(datetime.fromisoformat(text))
    except ValueError as error:
        raise InvalidRequest(f"{text!r} is no moment; write it like 2011-11-16T13:05.") from error
