"""A process that is killed inside an import: another one finishes it within 15 s, without doubles."""

import gzip
import io
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from connectors import tasks
from connectors.models import Upload, UploadState
from connectors.uploads.intake import receive
from edge.facts.models import HourRollup

ROOT = Path(__file__).resolve().parents[3]
ROWS = 150_000
PATIENCE_S = 15
RUN = """
import sys
import django
django.setup()
from connectors.tasks import run_upload
run_upload(int(sys.argv[1]), int(sys.argv[2]))
"""


def sales_file():
    """Return a packed file of sales and its total."""
    total, buffer = Decimal(0), io.BytesIO()
    with gzip.open(buffer, "wt", compresslevel=1) as file:
        file.write("Invoice,Date,Product,Quantity,Price\n")
        for number in range(ROWS):
            price = Decimal(100 + number % 900) / 100
            total += price
            day = f"2025-{1 + number * 12 // ROWS:02d}-{1 + number // 100 % 28:02d}"
            file.write(
                f"{number // 3},{day} 10:{number % 60:02d}:00,Item {number % 40},1,{price}\n"
            )
    buffer.seek(0)
    return buffer, total


def current(merchant, in_tenant, upload):
    with in_tenant(merchant):
        return Upload.objects.for_merchant(merchant).get(pk=upload.pk)


def test_a_killed_import_is_finished_by_another_process(merchant, in_tenant, monkeypatch):
    content, total = sales_file()
    upload = receive(merchant, content, name="sales.csv.gz", by="test", loads_when_sure=True)
    first = subprocess.Popen(
        [sys.executable, "-c", RUN, str(merchant.pk), str(upload.pk)], cwd=ROOT, env=os.environ
    )
    while (current(merchant, in_tenant, upload).progress or {}).get("pages", 0) < 1:
        assert first.poll() is None, "it ended before it could be killed"
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    killed_at = time.monotonic()
    first.wait()

    # What beat and a worker do, in this process: the sweep finds the row, the task takes it on.
    monkeypatch.setattr(tasks, "nudge", lambda _names, *ids: tasks.run_upload(*ids))
    period = settings.CELERY_BEAT_SCHEDULE["imports"]["schedule"]
    while current(merchant, in_tenant, upload).state != UploadState.LOADED:
        assert time.monotonic() - killed_at < PATIENCE_S
        time.sleep(period)
        tasks.sweep()

    assert time.monotonic() - killed_at < PATIENCE_S
    with in_tenant(merchant):
        hours = HourRollup.objects.for_merchant(merchant)
        assert sum(hour.gross_minor for hour in hours) == total * 100
