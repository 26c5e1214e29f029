"""Files that are no sales: each is refused with what happened, what was kept and what to do."""

import gzip
import io
import os
import zipfile

import pytest

from connectors.models import UploadState
from connectors.uploads.fields import Field
from connectors.uploads.vocabulary import match_words
from edge.facts.models import MoneyEvent
from edge.merchants.tenancy import tenant_context
from tests.connectors.files import PIZZA, RETAIL, bring, make_workbook, packed


def zipped(name, data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
BOMB = gzip.compress(b"0,0\n" * 12_000_000, 9)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        pytest.param(b"", "s.csv", "file_empty", id="empty"),
        pytest.param(gzip.compress(b""), "s.csv.gz", "file_empty", id="empty once unpacked"),
        pytest.param(os.urandom(4096) + b"\0", "s.csv", "not_a_table", id="noise"),
        pytest.param(b"%PDF-1.7\n1 0 obj", "s.csv", "not_a_table", id="PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "s.csv", "not_a_table", id="picture"),
        pytest.param(b"Amount\n1\n2\n", "s.csv", "one_column", id="one column"),
        pytest.param(b"a,b\0\n1,2\n", "s.csv", "not_a_table", id="NUL"),
        pytest.param(BOMB, "s.csv.gz", "too_large_unpacked", id="gzip bomb"),
        pytest.param(packed(RETAIL)[:-40], "s.csv.gz", "damaged", id="torn gzip"),
        pytest.param(LOCKED, "s.xlsx", "password_protected", id="password"),
        pytest.param(zipped("a.txt", "x"), "s.xlsx", "not_a_table", id="zip of something"),
        pytest.param(
            zipped("xl/workbook.xml", b"0" * 60_000_000),
            "s.xlsx",
            "too_large_unpacked",
            id="zip bomb",
        ),
        pytest.param(zipped("xl/workbook.xml", "<x/>"), "s.xlsx", "damaged", id="broken workbook"),
        pytest.param(make_workbook([["Date"], ["x"]]), "s.xlsx", "one_column", id="one cell wide"),
        pytest.param(
            b",".join(b"c%d" % n for n in range(20_000)) + b"\n", "s.csv", "not_a_table", id="wide"
        ),
        pytest.param(b"x" * 900_000, "s.csv", "not_a_table", id="endless line"),
        pytest.param(
            b'Date,Amount\n2026-01-01,"2\n2026-01-02,3\n',
            "s.csv",
            "unclosed_quote",
            id="open quote",
        ),
    ],
)
def test_a_hostile_file_is_refused_with_a_way_on(merchant, data, name, code):
    upload = bring(merchant, data, name=name)

    assert upload.state == UploadState.FAILED
    assert upload.failure["code"] == code
    assert all(upload.failure[key] for key in ("message", "kept", "mend"))
    with tenant_context(merchant):
        assert not MoneyEvent.objects.for_merchant(merchant).exists()


def test_a_wrong_extension_does_not_matter(merchant):
    assert bring(merchant, PIZZA, name="sales.xlsx").state == UploadState.LOADED


def test_a_header_alone_loads_nothing(merchant):
    upload = bring(merchant, "Date,Amount\n")

    with tenant_context(merchant):
        assert not MoneyEvent.objects.for_merchant(merchant).exists()
    assert upload.state in (UploadState.LOADED, UploadState.READY, UploadState.FAILED)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("InvoiceNo", Field.DOCUMENT),
        ("invoice_date", Field.OCCURRED_AT),
        ("UnitPrice", Field.UNIT_PRICE),
        ("Beleg-Nr.", Field.DOCUMENT),
        ("Einzelpreis", Field.UNIT_PRICE),
        ("Menge", Field.QUANTITY),
        ("Trinkgeldbetrag", Field.TIP),
        ("Bruttoumsatz €", Field.AMOUNT),
        ("Cashier name", Field.STAFF),
        ("Quantitiy", Field.QUANTITY),
    ],
)
def test_columns_are_known_by_their_words(name, field):
    assert match_words(name)[0].field == field
