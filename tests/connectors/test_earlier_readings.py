"""Readings of an earlier release do not say what was paid: none of them is loaded or mended by."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from connectors.models import KnownReading, Upload, UploadState
from connectors.uploads import run as running
from connectors.uploads.intake import find_upload
from connectors.uploads.interpreting.reading import Reading, read_back
from edge.merchants.tenancy import tenant_context
from tests.connectors.files import RECEIPTS, RETAIL, bring, load

migration = import_module("connectors.migrations.0004_read_again_what_says_no_sum")


class Editor:
    connection = connection


def as_before(upload, **values):
    """Write an upload's reading as the earlier release did."""
    reading = {
        name: upload.reading[name] for name in ("columns", "grain", "grain_reason", "questions")
    }
    with tenant_context(upload.merchant_id):
        Upload.objects.for_merchant(upload.merchant_id).filter(pk=upload.pk).update(
            reading=reading | {"amount_per_receipt": True}, **values
        )
        known = KnownReading.objects.for_merchant(upload.merchant_id)
        known.update(reading=reading)


@pytest.mark.parametrize("state", [UploadState.READY, UploadState.LOADING])
def test_a_file_that_waits_is_read_anew(merchant, other_merchant, state):
    upload = bring(merchant, RETAIL, loads=False)
    other = find_upload(other_merchant, bring(other_merchant, RETAIL, loads=False).public_id)
    as_before(upload, state=state, progress={"pages": 3, "staged": 9}, attempts=2)

    migration.read_again(apps, Editor)

    found = find_upload(merchant, upload.public_id)
    assert (found.state, found.reading, found.outline) == (UploadState.RECEIVED, None, None)
    assert (found.progress, found.attempts) == ({}, 0)
    assert running.run(found).state == UploadState.READY
    assert read_back(found) == Reading.from_json(other.reading)
    assert find_upload(other_merchant, other.public_id).reading == other.reading


def test_a_loaded_file_can_still_be_shown_and_its_layout_is_confirmed_anew(merchant):
    upload = load(merchant, RECEIPTS)
    as_before(upload)

    migration.read_again(apps, Editor)

    found = find_upload(merchant, upload.public_id)
    assert found.state == UploadState.LOADED
    assert read_back(found).columns == Reading.from_json(upload.reading).columns
    with tenant_context(merchant):
        assert not KnownReading.objects.for_merchant(merchant).exists()


def test_what_the_present_release_wrote_stays(merchant):
    upload = find_upload(merchant, load(merchant, RECEIPTS).public_id)

    migration.read_again(apps, Editor)

    assert find_upload(merchant, upload.public_id).reading == upload.reading
    with tenant_context(merchant):
        assert KnownReading.objects.for_merchant(merchant).count() == 1
