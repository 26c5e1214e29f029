"""`manage.py evaluate`: answers a question bank, for scoring."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chat.evals.aloud import in_words
from chat.evals.bank import read_bank
from chat.evals.evaluate import answer_bank
from edge.lib.errors import InvalidRequest
from edge.lib.shell import EdgeCommand


class Command(EdgeCommand):
    """Answers a bank."""

    help = "Answers a question bank without any model and writes one line an answer; each data set is loaded once."
    example = "evaluate bank.jsonl --data data --out answers.jsonl"

    def add_own_arguments(self, parser: ArgumentParser) -> None:
        """Add the bank, the data it is about, and where the answers go."""
        parser.add_argument("bank", metavar="BANK", type=Path)
        parser.add_argument(
            "--data",
            required=True,
            metavar="DIR",
            type=Path,
            help="holds sources.json and its files",
        )
        parser.add_argument(
            "--out", required=True, metavar="FILE", type=Path, help="where the answers are written"
        )
        parser.add_argument(
            "--only", metavar="ID", help="answer this question alone; or-0* stands for several"
        )
        parser.add_argument(
            "--explain",
            action="store_true",
            help="print and write how each was understood: words, candidates, intent, SQL, and why it failed",
        )

    def answer(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Answer all and write them."""
        questions = read_bank(options["bank"])
        if options["only"]:
            wanted = str(options["only"])
            questions = [one for one in questions if _fits(one.id, wanted)]
            if not questions:
                raise InvalidRequest(f"The bank holds no question “{wanted}”.")
        statuses: dict[str, int] = {}
        slowest = 0.0
        with Path(options["out"]).open("w", encoding="utf-8") as out:
            explains = bool(options["explain"])
            say = self.stderr.write
            for answered in answer_bank(questions, options["data"], say, explains=explains):
                body = answered.body | (answered.explanation if explains else {})
                if explains and not options["json"]:
                    self.stdout.write("\n\n".join(in_words(one) for one in answered.explained))
                out.write(json.dumps(body, ensure_ascii=False) + "\n")
                slowest = max(slowest, answered.seconds)
                for status in body["statuses"]:
                    statuses[status] = statuses.get(status, 0) + 1
        return {
            "questions": len(questions),
            "statuses": statuses,
            "slowest_seconds": round(slowest, 2),
            "out": str(options["out"]),
        }

    def words(self, answer: Mapping[str, Any]) -> str:
        """Say what was answered and where it is."""
        told = ", ".join(
            f"{count} {status}" for status, count in sorted(answer["statuses"].items())
        )
        return f"{answer['questions']} questions ({told}), written to {answer['out']}."


def _fits(name: str, wanted: str) -> bool:
    return name.startswith(wanted[:-1]) if wanted.endswith("*") else name == wanted
