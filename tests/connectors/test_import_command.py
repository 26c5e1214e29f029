"""`import_sales` in a terminal: the reading is shown, the question asked with both results, an answer taken."""

import io
import json

import pytest
from django.core.management import call_command

from connectors.models import Upload, UploadState
from edge.facts.models import HourRollup
from edge.merchants.tenancy import tenant_context
from tests.connectors.files import RECEIPTS, RETAIL

DAYS = "Date,Total\n09/08/2026,10.00\n04/05/2026,11.00\n05/02/2026,12.00\n"


class Terminal(io.StringIO):
    """A standard input behind which somebody sits."""

    def isatty(self):
        return True


@pytest.fixture
def import_file(merchant, tmp_path, capsys, monkeypatch):
    def bring(text, *options, typed=None):
        file = tmp_path / "sales.csv"
        file.write_text(text)
        if typed is not None:
            monkeypatch.setattr("sys.stdin", Terminal(typed))
        code = 0
        try:
            call_command("import_sales", "--merchant", merchant.slug, str(file), *options)
        except SystemExit as left:
            code = left.code
        told = capsys.readouterr()
        return code, told.out, told.err

    return bring


def gross(merchant):
    with tenant_context(merchant):
        rows = HourRollup.objects.for_merchant(merchant).values_list("gross_minor", flat=True)
        return sum(rows)


def test_the_reading_is_shown_and_the_question_asked_with_both_results(merchant, import_file):
    code, out, err = import_file(RECEIPTS, typed="2\n")

    assert code == 0
    assert "I read this as 3 sales from" in err
    assert "Betrag: Amount (" in err
    assert "1) No, it comes on top: Net sales €1,110.00" in err
    assert "2) Yes, it is inside: Net sales €1,105.00" in err
    assert "! 1 line: no day of sale" in err
    assert "4 of 7 rows loaded" in out
    assert "refused, no day of sale: 1 (line 6)" in out
    assert gross(merchant) == 115150


def test_no_answer_leaves_the_file_waiting(merchant, import_file):
    code, _out, err = import_file(DAYS, typed="\n")

    assert code == 1
    assert "Nothing was loaded; the file waits." in err
    with tenant_context(merchant):
        assert Upload.objects.for_merchant(merchant).get().state == UploadState.READY
    assert gross(merchant) == 0


def test_with_json_nothing_is_asked_though_somebody_sits_there(merchant, import_file):
    code, out, _err = import_file(DAYS, "--json", typed="1\n")

    assert (code, json.loads(out)["code"]) == (1, "reading_unsure")
    assert gross(merchant) == 0


def test_a_sure_reading_loads_without_a_question(merchant, import_file):
    code, out, err = import_file(RETAIL, typed="")

    assert code == 0
    assert "Your choice" not in err
    assert "To take it back: manage.py undo_import bat_" in out
