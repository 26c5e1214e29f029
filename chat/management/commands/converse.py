"""`manage.py converse`: the process that answers questions."""

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import get_resolver

from chat.analyst.lexicon import LANGUAGES, lexicon
from chat.converse import Converse
from edge.telemetry import heartbeat


class Command(BaseCommand):
    help = "Answer the questions that people ask, until it is told to end (part of `up`). Example: manage.py converse"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--at-once",
            type=int,
            default=settings.TURNS_AT_ONCE,
            help="questions answered at the same time (EDGE_TURNS_AT_ONCE)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until SIGTERM or Ctrl-C."""
        warm_up()
        asyncio.run(self._serve(options["at_once"]))

    async def _serve(self, at_once: int) -> None:
        converse = Converse(at_once, settings.TURN_GRACE_S)
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, converse.end)
        heartbeat.start("converse")
        await converse.serve()


def warm_up() -> None:
    """Read what every answer needs, so that the first one does not wait for it: addresses and the languages' words."""
    get_resolver().reverse_dict  # noqa: B018  # a property that fills itself
    for language in LANGUAGES:
        lexicon(language)
