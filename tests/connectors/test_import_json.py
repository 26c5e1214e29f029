"""`import_sales` and `undo_import` as programs use them: their JSON and their exit status."""

import json

from django.core.management import call_command

from tests.connectors.files import RETAIL, sums

DAYS = "Date,Total\n09/08/2026,10.00\n04/05/2026,11.00\n05/02/2026,12.00\n"


def command(capsys, *arguments):
    """Return a command's exit status and its JSON."""
    code = 0
    try:
        call_command(*arguments, "--json")
    except SystemExit as left:
        code = left.code
    return code, json.loads(capsys.readouterr().out)


def test_import_sales_prints_its_json(shop, tmp_path, capsys):
    file = tmp_path / "sales.csv"
    file.write_text(RETAIL)

    code, told = command(capsys, "import_sales", "--merchant", shop.slug, str(file))

    assert code == 0
    assert {"batch", "rows", "loaded", "refused", "duplicates", "seconds", "columns"} <= set(told)
    assert (told["first_day"], told["last_day"], told["problems"]) == (
        "2010-12-01",
        "2010-12-03",
        [],
    )


def test_undo_import_takes_it_back(shop, tmp_path, capsys):
    file = tmp_path / "sales.csv"
    file.write_text(RETAIL)
    _code, told = command(capsys, "import_sales", "--merchant", shop.slug, str(file))

    code, undone = command(capsys, "undo_import", told["batch"])

    assert (code, undone) == (0, {"batch": told["batch"], "rows": 7, "restored": 0})
    assert sums(shop) == (0, 0, 0, 0)


def test_import_sales_refuses_to_guess(merchant, tmp_path, capsys):
    file = tmp_path / "sales.csv"
    file.write_text("Date,Total\n09/08/2026,10.00\n04/05/2026,11.00\n05/02/2026,12.00\n")

    code, told = command(capsys, "import_sales", "--merchant", merchant.slug, str(file))

    assert (code, told["code"]) == (1, "reading_unsure")
    assert {"message", "kept", "mend", "question", "readings"} <= set(told)
    assert sums(merchant) == (0, 0, 0, 0)


def test_import_sales_takes_the_likeliest_when_told_to(merchant, tmp_path, capsys):
    file = tmp_path / "sales.csv"
    file.write_text("Date,Total\n09/08/2026,10.00\n04/05/2026,11.00\n05/02/2026,12.00\n")

    code, _told = command(capsys, "import_sales", "--merchant", merchant.slug, str(file), "--yes")

    assert (code, sums(merchant)[0]) == (0, 3300)
