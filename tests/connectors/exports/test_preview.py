"""What the check shows before anything is loaded is what is in the books afterwards, whatever the layout."""

import io

import pytest

from connectors.models import UploadState
from connectors.uploads import decide
from connectors.uploads.intake import receive
from connectors.uploads.run import run
from edge.facts.models import HourRollup
from edge.lib.money import to_decimal
from edge.merchants.tenancy import tenant_context
from tests.cases.exports.open_set import OPEN
from tests.factories import make_merchant


def loaded(merchant):
    """Return gross, refunds and sales of the merchant's currency, and the first and last day, as the check does."""
    with tenant_context(merchant):
        hours = HourRollup.objects.for_merchant(merchant).filter(currency=merchant.currency)
        rows = list(hours.values_list("gross_minor", "refund_minor", "sales", "business_date"))
    gross, refunds, sales, days = zip(*rows, strict=True)
    day = [
        at
        for at, taken, back, _sales in zip(days, gross, refunds, sales, strict=True)
        if taken or back
    ]
    return {
        "gross": str(to_decimal(sum(gross), merchant.currency)),
        "refunds": str(to_decimal(sum(refunds), merchant.currency)),
        "sales": sum(sales),
        "first_day": min(day).isoformat(),
        "last_day": max(day).isoformat(),
    }


@pytest.mark.parametrize("name", list(OPEN))
def test_the_check_shows_what_will_be_in_the_books(name):
    export = OPEN.export(name)
    merchant = make_merchant(**export.place.as_merchant())
    upload = run(receive(merchant, io.BytesIO(export.data), name=export.file, by="a test"))
    assert upload.state == UploadState.READY
    shown = upload.outline

    upload = run(decide.confirm(upload, by="a test", takes_likeliest=True))

    assert upload.state == UploadState.LOADED
    total = {key: shown["total"][key] for key in ("gross", "refunds", "sales")}
    assert loaded(merchant) == total | {key: shown[key] for key in ("first_day", "last_day")}
    assert (upload.batch.rows, upload.batch.refused) == (shown["rows"], shown["refused"])
