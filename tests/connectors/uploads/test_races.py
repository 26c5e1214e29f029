"""Two processes, or two clicks, at the same upload: one of them acts, the other does no harm."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.storage import default_storage
from django.db import connections

from connectors.models import Upload, UploadState
from connectors.uploads import decide
from connectors.uploads import run as running
from connectors.uploads.intake import find_upload, receive
from connectors.uploads.interpreting.fields import Field
from connectors.uploads.interpreting.reading import Said, read_back
from connectors.uploads.lease import LeaseLostError
from edge.facts import batches
from edge.facts.ledger import BatchState
from edge.facts.load import Stage
from edge.lib.errors import Conflict, EdgeError
from edge.merchants.tenancy import current_merchant_id, tenant_context
from tests.connectors.files import RETAIL, bring


def received(merchant):
    return receive(
        merchant, io.BytesIO(RETAIL.encode()), name="s.csv", by="a test", loads_when_sure=True
    )


def change(upload, **values):
    with tenant_context(upload.merchant_id):
        Upload.objects.for_merchant(upload.merchant_id).filter(pk=upload.pk).update(**values)


def test_an_overtaken_run_writes_nothing(merchant, monkeypatch):
    upload = received(merchant)
    read = running._read

    def overtaken(run, look):
        found = read(run, look)
        change(upload, lease_holder="another", progress={"pages": 7})
        return found

    monkeypatch.setattr(running, "_read", overtaken)

    with pytest.raises(LeaseLostError):
        running.run(upload)

    found = find_upload(merchant, upload.public_id)
    assert (found.state, found.reading, found.failure) == (UploadState.RECEIVED, None, None)
    assert (found.lease_holder, found.progress) == ("another", {"pages": 7})


def test_an_error_of_an_overtaken_run_leaves_upload_and_batch(merchant, monkeypatch):
    upload = received(merchant)

    def overtaken(_stage):
        change(upload, lease_holder="another")
        raise EdgeError("torn")

    monkeypatch.setattr(Stage, "publish", overtaken)

    with pytest.raises(LeaseLostError):
        running.run(upload)

    found = find_upload(merchant, upload.public_id)
    assert (found.state, found.failure) == (UploadState.LOADING, None)
    assert found.batch.state == BatchState.STAGING
    with tenant_context(merchant):
        assert batches.count_staged(found.batch) > 0


def test_what_was_not_published_is_not_called_loaded(merchant, monkeypatch):
    upload = received(merchant)
    publish = Stage.publish

    def given_up(stage):
        batches.fail(stage.batch)
        return publish(stage)

    monkeypatch.setattr(Stage, "publish", given_up)

    upload = running.run(upload)

    assert (upload.state, upload.failure["code"]) == (UploadState.FAILED, "internal_error")
    assert find_upload(merchant, upload.public_id).state == UploadState.FAILED


def test_a_file_that_began_to_load_is_not_discarded(merchant):
    upload = bring(merchant, RETAIL, loads=False)
    change(upload, state=UploadState.LOADING)

    with pytest.raises(Conflict):
        decide.discard(upload, by="mara")

    assert default_storage.exists(find_upload(merchant, upload.public_id).file.name)


def test_a_discarded_files_bytes_go_when_its_row_is_gone(merchant):
    upload = bring(merchant, RETAIL, loads=False)
    name = upload.file.name

    with tenant_context(merchant):
        decide.discard(upload, by="mara")
        assert default_storage.exists(name)

    assert not default_storage.exists(name)
    with pytest.raises(Conflict):
        decide.discard(upload, by="mara")


def test_bytes_are_stored_before_a_transaction_and_not_left_without_a_row(merchant, monkeypatch):
    storage = type(default_storage._wrapped)
    save, stored = storage.save, []

    def noted(self, name, content, **options):
        assert current_merchant_id() is None
        stored.append(save(self, name, content, **options))
        return stored[-1]

    def refused(*_record):
        raise OSError("no row")

    monkeypatch.setattr(storage, "save", noted)
    monkeypatch.setattr("connectors.uploads.intake.audit.record", refused)

    with pytest.raises(OSError, match="no row"):
        received(merchant)

    assert len(stored) == 1
    assert not default_storage.exists(stored[0])


def test_a_correction_of_an_earlier_reading_does_not_undo_a_later_one(merchant):
    upload = bring(merchant, RETAIL, loads=False)
    stale = find_upload(merchant, upload.public_id)
    # Meanwhile somebody corrects it, a worker reads it anew, and it waits as it did before.
    running.run(decide.correct(upload, Said(columns={"CustomerID": Field.IGNORE})))

    with pytest.raises(Conflict, match="read otherwise"):
        decide.correct(stale, Said(columns={"Country": Field.IGNORE}))

    found = find_upload(merchant, upload.public_id)
    assert (found.state, found.corrections) == (UploadState.READY, None)
    assert read_back(found).said.columns == {"CustomerID": Field.IGNORE}


def test_nobody_loads_a_reading_that_they_have_not_seen(merchant):
    upload = bring(merchant, RETAIL, loads=False)
    seen = upload.revision
    upload = running.run(decide.correct(upload, Said(columns={"CustomerID": Field.IGNORE})))

    with pytest.raises(Conflict, match="read otherwise"):
        decide.confirm(upload, by="mara", seen=seen)

    assert find_upload(merchant, upload.public_id).state == UploadState.READY


def test_of_two_corrections_at_the_same_moment_one_is_made(merchant):
    upload = bring(merchant, RETAIL, loads=False)
    asked = [Said(columns={name: Field.IGNORE}) for name in ("CustomerID", "Country")]
    both = threading.Barrier(2)

    def correct(said):
        found = find_upload(merchant, upload.public_id)
        both.wait(timeout=10)
        try:
            return decide.correct(found, said)
        except Conflict:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        made = [one for one in threads.map(correct, asked) if one is not None]

    assert len(made) == 1
    found = find_upload(merchant, upload.public_id)
    assert (found.state, found.revision) == (UploadState.RECEIVED, 1)
    assert found.corrections == made[0].corrections


def test_a_reading_that_is_stopped_leaves_reading_and_totals_as_they_were(merchant, monkeypatch):
    upload = find_upload(merchant, bring(merchant, RETAIL, loads=False).public_id)
    before = (upload.reading["columns"], upload.outline["total"])
    upload = decide.correct(upload, Said(columns={"Quantity": Field.IGNORE}))

    def stopped(*_given):
        decide.cancel(find_upload(merchant, upload.public_id), by="mara")
        return {}

    monkeypatch.setattr(running, "_outline", stopped)
    with pytest.raises(LeaseLostError):
        running.run(upload)

    found = find_upload(merchant, upload.public_id)
    assert (found.reading["columns"], found.outline["total"]) == before
    assert (found.state, found.corrections) == (UploadState.READY, None)
