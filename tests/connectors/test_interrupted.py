"""Imports that are killed, overtaken, given up or left behind: none doubles a row, none is forgotten."""

import io
from datetime import UTC, datetime, timedelta

import pytest

from connectors.models import Upload, UploadState
from connectors.tasks import run_upload, sweep
from connectors.uploads import run as running
from connectors.uploads.intake import find_upload, receive
from edge.facts.load import Stage
from edge.live.models import LogEntry
from edge.merchants.tenancy import tenant_context
from tests.connectors.files import RETAIL, bring, sums


class Killed(BaseException):
    """What a kill -9 looks like from inside: nothing catches it, nothing is cleaned up."""


@pytest.mark.parametrize("at", ["stage 1", "stage 2", "publish", "finish"])
def test_an_import_killed_anywhere_goes_on_without_doubles(shop, monkeypatch, at):
    monkeypatch.setattr("connectors.uploads.opening.table.PAGE_ROWS", 3)
    monkeypatch.setattr(
        "connectors.uploads.opening.open_file.pages",
        lambda dialect, size=3: _pages(dialect, min(size, 3)),
    )
    upload = receive(
        shop, io.BytesIO(RETAIL.encode()), name="s.csv", by="a test", loads_when_sure=True
    )
    with monkeypatch.context() as fault:
        _kill_at(fault, at)
        with pytest.raises(Killed):
            running.run(upload)
    _let_the_lease_run_out(upload)

    run_upload(shop.pk, upload.pk)

    upload = find_upload(shop, upload.public_id)
    assert upload.state == UploadState.LOADED
    assert sums(shop) == (5784, 255, 3, 25)
    assert upload.batch.number == 1


def _pages(dialect, size):
    from connectors.uploads.opening.table import pages

    return pages(dialect, size=size)


def _kill_at(fault, at):
    """Raise Killed right after page 1 or 2 was staged, before it is published, or right after that."""
    add, publish, left = Stage.add, Stage.publish, {"stage 1": 1, "stage 2": 2}

    def killed_add(self, *pages, **flags):
        add(self, *pages, **flags)
        left[at] = left.get(at, 99) - 1
        if not left[at]:
            raise Killed

    def killed_publish(self):
        if at == "publish":
            raise Killed
        done = publish(self)
        if at == "finish":
            raise Killed
        return done

    fault.setattr(Stage, "add", killed_add)
    fault.setattr(Stage, "publish", killed_publish)


def _let_the_lease_run_out(upload):
    with tenant_context(upload.merchant_id):
        Upload.objects.for_merchant(upload.merchant_id).filter(pk=upload.pk).update(
            lease_until=datetime.now(UTC) - timedelta(seconds=1)
        )


def test_staged_pages_lost_in_a_crash_of_the_database_are_read_again(shop, monkeypatch):
    upload = receive(
        shop, io.BytesIO(RETAIL.encode()), name="s.csv", by="a test", loads_when_sure=True
    )
    with monkeypatch.context() as fault:
        _kill_at(fault, "publish")
        with pytest.raises(Killed):
            running.run(upload)
    _let_the_lease_run_out(upload)
    found = find_upload(shop, upload.public_id)
    with tenant_context(shop):
        Stage(shop, found.batch).clear()

    upload = running.run(found)

    assert upload.state == UploadState.LOADED
    assert sums(shop) == (5784, 255, 3, 25)


def test_an_upload_on_which_somebody_works_is_left_alone(shop):
    upload = receive(shop, io.BytesIO(RETAIL.encode()), name="s.csv", by="a test")
    with tenant_context(shop):
        Upload.objects.for_merchant(shop).filter(pk=upload.pk).update(
            lease_until=datetime.now(UTC) + timedelta(seconds=60), lease_holder="another"
        )

    assert running.run(find_upload(shop, upload.public_id)).state == UploadState.RECEIVED


def test_a_file_that_keeps_ending_its_worker_is_given_up(shop):
    upload = receive(shop, io.BytesIO(RETAIL.encode()), name="s.csv", by="a test")
    with tenant_context(shop):
        Upload.objects.for_merchant(shop).filter(pk=upload.pk).update(attempts=5)

    upload = running.run(find_upload(shop, upload.public_id))

    assert (upload.state, upload.failure["code"]) == (UploadState.FAILED, "gave_up")


def test_the_sweep_nudges_what_was_left_behind(shop, monkeypatch):
    upload = receive(shop, io.BytesIO(RETAIL.encode()), name="s.csv", by="a test")
    nudged = []
    monkeypatch.setattr("connectors.tasks.nudge", lambda _tasks, *ids: nudged.append(ids))
    monkeypatch.setattr("connectors.tasks.SWEEP_LIMIT", 10_000)

    sweep()

    assert (shop.pk, upload.pk) in nudged


def test_progress_reaches_the_merchants_open_pages(shop):
    upload = bring(shop, RETAIL)

    with tenant_context(shop):
        news = LogEntry.objects.for_merchant(shop).filter(stream="feed", type="import")
        states = [entry.body["state"] for entry in news.order_by("seq")]
        assert news.last().body["upload"] == upload.public_id
    assert states[-1] == "loaded"
