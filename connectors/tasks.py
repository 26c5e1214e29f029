"""The queue's door to imports: one upload, and whatever a lost nudge or a killed worker left behind."""

import logging
from datetime import UTC, datetime

from celery import shared_task
from django.db.models import Q

from connectors.models import UNFINISHED, Upload
from connectors.uploads.intake import READ_TASK
from connectors.uploads.leftovers import sweep_files
from connectors.uploads.run import run
from connectors.uploads.workspace import sweep_workspaces
from edge.lib.nudge import nudge
from edge.merchants.tenancy import tenant_context

log = logging.getLogger(__name__)
SWEEP_LIMIT = 50
# A large file takes its time; its lease, not a limit, says whether it still lives.
LONGEST_S = 6 * 3600


# Acknowledged early: the row and its lease bring a killed import back, sooner than the broker would.
@shared_task(acks_late=False, time_limit=LONGEST_S, soft_time_limit=LONGEST_S - 60)
def run_upload(merchant_id: int, upload_id: int) -> None:
    """Take one upload on."""
    with tenant_context(merchant_id):
        upload = (
            Upload.objects.for_merchant(merchant_id)
            .select_related("merchant", "batch")
            .filter(pk=upload_id)
            .first()
        )
    if upload is not None:
        run(upload)


@shared_task
def sweep() -> None:
    """Nudge the uploads on which nobody works, of all merchants."""
    is_free = Q(lease_until=None) | Q(lease_until__lt=datetime.now(UTC))
    waiting = Upload.objects.using("system").filter(is_free, state__in=UNFINISHED)
    # Ids alone: readings and outlines of fifty files are megabytes that nobody here looks at.
    ids = waiting.order_by("pk").values_list("merchant_id", "pk")
    for merchant_id, upload_id in ids[:SWEEP_LIMIT]:
        nudge([READ_TASK], merchant_id, upload_id)


@shared_task
def sweep_leftovers() -> None:
    """Remove the files, and the folders for taking them apart, that killed processes left behind."""
    files, folders = sweep_files(datetime.now(UTC)), sweep_workspaces()
    if files or folders:
        log.info("leftovers_removed", extra={"files": files, "folders": folders})
