"""What a kill leaves behind is swept: stored files without a row, folders of dead processes."""

import io
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from connectors.models import Upload, UploadState
from connectors.tasks import sweep_leftovers
from connectors.uploads.intake import find_upload, receive
from connectors.uploads.leftovers import SAFE_AGE, sweep_files
from connectors.uploads.workspace import LONGEST_REQUEST_S, YOUNG_S, sweep_workspaces, workspace
from edge.merchants.tenancy import tenant_context
from tests.connectors.files import RETAIL, bring

ROOT = Path(__file__).resolve().parents[3]
DIE_IN_A_WORKSPACE = """
import os, signal
import django
django.setup()
from connectors.uploads.workspace import workspace
with workspace() as folder:
    (folder / "unpacked").write_text("sales")
    print(folder, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def place(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


def age(path, seconds):
    then = time.time() - seconds
    os.utime(path, (then, then))


def stored(name, *, days):
    kept = default_storage.save(name, ContentFile(b"Date,Amount\n"))
    age(default_storage.path(kept), days * 86_400)
    return kept


def test_a_stored_file_without_a_row_goes_once_no_row_can_come(merchant):
    old, young = (
        stored(f"uploads/{merchant.pk}/upl_{days}", days=days) for days in (SAFE_AGE.days + 1, 0)
    )

    sweep_files(datetime.now(UTC))

    assert (default_storage.exists(old), default_storage.exists(young)) == (False, True)


def test_a_file_that_waits_keeps_its_bytes_however_long(merchant):
    waiting = bring(merchant, RETAIL, loads=False)
    received = receive(merchant, io.BytesIO(RETAIL.encode()), name="b.csv", by="a test")
    names = [waiting.file.name, received.file.name]
    for name in names:
        age(default_storage.path(name), 900 * 86_400)

    sweep_files(datetime.now(UTC))

    assert [default_storage.exists(name) for name in names] == [True, True]


def test_bytes_that_an_import_was_killed_before_it_could_forget_go(merchant):
    upload = bring(merchant, RETAIL, loads=False)
    age(default_storage.path(upload.file.name), 2 * SAFE_AGE.total_seconds())
    with tenant_context(merchant):
        rows = Upload.objects.for_merchant(merchant).filter(pk=upload.pk)
        rows.update(state=UploadState.LOADED)

    sweep_files(datetime.now(UTC))

    assert not default_storage.exists(upload.file.name)
    assert find_upload(merchant, upload.public_id).state == UploadState.LOADED


def test_the_workspace_of_a_killed_process_goes_and_that_of_a_living_one_stays(place):
    killed = subprocess.run(
        [sys.executable, "-c", DIE_IN_A_WORKSPACE],
        cwd=ROOT,
        env=os.environ | {"EDGE_UPLOAD_TEMP": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    left = Path(killed.stdout.strip())
    assert (killed.returncode, left.parent) == (-signal.SIGKILL, place)
    assert sweep_workspaces() == 0
    age(left, YOUNG_S + 60)

    with workspace() as living:
        age(living, YOUNG_S + 60)
        swept = sweep_workspaces()
        kept = living.exists()

    assert (swept, kept, left.exists(), living.exists()) == (1, True, False, False)


def test_what_a_killed_web_process_had_received_goes_after_a_day(place):
    old, young, other = (place / name for name in ("tmpa.upload.csv", "tmpb.upload", "notes.csv"))
    for path in (old, young, other):
        path.write_text("4111 1111 1111 1111")
    age(old, LONGEST_REQUEST_S + 60)
    age(other, LONGEST_REQUEST_S + 60)

    sweep_workspaces()

    assert [path.exists() for path in (old, young, other)] == [False, True, True]


def test_the_sweep_is_scheduled(place):
    planned = settings.CELERY_BEAT_SCHEDULE["leftovers"]["task"]

    assert current_app.tasks[planned].name == sweep_leftovers.name
    sweep_leftovers()
