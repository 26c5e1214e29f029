"""Asks the queue to look at rows at once; the rows are the truth, so a lost nudge costs time and nothing else."""

import logging
from collections.abc import Iterable

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
# A nudge that nobody took within a minute is worthless: the sweep has found the row by then.
NUDGE_EXPIRES_S = 60


def nudge(tasks: Iterable[str], *arguments: int | str) -> None:
    """Ask the queue to look at new rows at once. A broker that is down only means that the sweep comes first."""
    for task in tasks:
        try:
            current_app.send_task(task, list(arguments), expires=NUDGE_EXPIRES_S, retry=False)
        except (OperationalError, OSError) as reason:
            log.warning("nudge_lost", extra={"task": task, "reason": str(reason)})
