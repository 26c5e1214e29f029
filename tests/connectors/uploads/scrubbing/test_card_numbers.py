"""Card numbers in brought files: cut before the bytes are stored, in whatever they are packed; other numbers stay."""

import gzip
import io
import random
import time
import zipfile

import polars as pl
import pytest

from connectors.models import RefusedRow, Upload
from connectors.uploads.intake import receive
from connectors.uploads.opening.sniff import sniff
from connectors.uploads.opening.table import pages
from connectors.uploads.run import run
from connectors.uploads.scrubbing.cards import cut_cards_in
from connectors.uploads.scrubbing.rewrite import scrubbed
from edge.facts.models import MoneyEvent
from edge.merchants.tenancy import tenant_context
from tests.cases.hostile.parts import open_document, workbook, zipped
from tests.edge.telemetry.test_cards import account, article, card_number, written

CARD = "4111 1111 1111 1111"
SHEET = [["Date", "Note", "Amount"], *([["2026-01-01", CARD, 12.5]] * 4)]


def rows_of(count, chance):
    """Return lines with a card number in the third cell and other numbers in the rest, and those numbers."""
    numbers = [card_number(chance) for _ in range(count)]
    lines = [
        f"2026-01-{at % 28 + 1:02};{at};paid {written(number, chance)};{article(chance)};{4500000000000000 + at * 7};"
        f"{chance.random() * 100!r};{account(chance)};12,50"
        for at, number in enumerate(numbers)
    ]
    return lines, numbers


def clean(data, folder):
    path = folder / "brought"
    path.write_bytes(data)
    found = scrubbed(path, folder)
    return data if found is None else found.read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32", "utf-8-sig"])
def test_every_number_is_cut_and_nothing_else_moves(tmp_path, encoding):
    lines, numbers = rows_of(3_000, random.Random(9))

    found = clean("\n".join(lines).encode(encoding), tmp_path).decode(encoding).split("\n")

    assert len(found) == len(lines)
    for old, new, number in zip(lines, found, numbers, strict=True):
        before, after = old.split(";"), new.split(";")
        assert after[:2] + after[3:] == before[:2] + before[3:]
        assert len(new) == len(old)
        assert "".join(filter(str.isdecimal, after[2])) == number[-4:]


def texts_in(data):
    """Return all that a file says once it is unpacked."""
    if data[:2] == b"\x1f\x8b":
        return texts_in(gzip.decompress(data))
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "".join(texts_in(archive.read(name)) for name in archive.namelist())
    return data.decode("utf-8", "replace")


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(f"Date;Note\n2026-01-01;{CARD}\n".encode()),
        zipped({"a/sales.csv": f"Date;Note\n2026-01-01;{CARD}\n", "readme.txt": CARD}),
        workbook({"S": SHEET}),
        workbook({"S": [["Date", "Pan"], *([["2026-01-01", 4111111111111111]] * 3)]}),
        open_document(SHEET),
        zipped({"sales.xlsx": workbook({"S": SHEET})}),
        gzip.compress(workbook({"S": SHEET})),
    ],
    ids=["gzip", "ZIP", "XLSX", "numbers in XLSX", "ODS", "XLSX in ZIP", "XLSX in gzip"],
)
def test_packed_files_are_rewritten_without_them_and_still_open(tmp_path, data):
    found = clean(data, tmp_path)

    assert found != data
    assert CARD not in texts_in(found)
    assert CARD.replace(" ", "") not in texts_in(found)
    (tmp_path / "clean").write_bytes(found)
    rows = [row for page in pages(sniff(tmp_path / "clean", tmp_path)) for row in page.rows()]
    assert rows
    assert all("1111" in str(row) for row in rows)


@pytest.mark.parametrize("count", [3, 500])
def test_a_column_of_long_document_ids_stays_as_it_is(tmp_path, count):
    data = "".join(
        f"2026-01-01;{4500000000000000 + at * 13};2,50\n" for at in range(count)
    ).encode()

    assert scrubbed_or_none(data, tmp_path) is None
    frame = pl.DataFrame({"c0": [str(4500000000000000 + at * 13) for at in range(count)]})
    assert cut_cards_in(frame, ["c0"]).equals(frame)


def scrubbed_or_none(data, folder):
    path = folder / "brought"
    path.write_bytes(data)
    return scrubbed(path, folder)


def test_a_column_of_card_numbers_is_cut(tmp_path):
    chance = random.Random(10)
    numbers = [card_number(chance) for _ in range(200)]

    frame = cut_cards_in(pl.DataFrame({"c0": numbers}), ["c0"])

    assert frame["c0"].to_list() == [f"[card …{number[-4:]}]" for number in numbers]
    found = clean("\n".join(f"2026-01-01;{number}" for number in numbers).encode(), tmp_path)
    assert not any(number[:-4].encode() in found for number in numbers)


def test_a_file_without_one_is_stored_as_it_came(tmp_path):
    assert scrubbed_or_none(b"Date;Amount\n2026-01-01;12,50\n", tmp_path) is None


def test_nothing_that_is_stored_holds_one(merchant):
    text = (
        f"Date,Receipt,Note,Amount,{CARD}\n2026-01-02,1,{CARD},12.50,x\n2026-01-03,2,card {CARD},abc,{CARD}\n"
        "2026-01-04,3,none,4.50,x\n2026-01-05,4,none,5.50,x\n"
    )

    upload = receive(
        merchant, io.BytesIO(text.encode()), name=f"{CARD}.csv", by="a test", loads_when_sure=True
    )
    with upload.file.open("rb") as stored:
        kept = stored.read().decode()
    run(upload)

    with tenant_context(merchant):
        rows = [
            str(list(model.objects.for_merchant(merchant).values()))
            for model in (Upload, RefusedRow, MoneyEvent)
        ]
    for said in (kept, *rows):
        assert CARD not in said
        assert CARD.replace(" ", "") not in said
    assert "1111" in kept


def test_the_same_file_is_the_same_though_its_numbers_are_cut(merchant):
    data = f"Date,Note,Amount\n2026-01-02,{CARD},12.50\n".encode()

    first, second = (
        receive(merchant, io.BytesIO(data), name="s.csv", by="a test") for _ in range(2)
    )

    assert first.sha256 == second.sha256
    assert first.size == len(data)


def test_a_number_behind_a_number_and_a_comma_is_cut(merchant):
    text = (
        "Date,Item,Quantity,Card,Amount\n2024-03-05,tea,5,4111111111111111,zz\n"
        "2024-03-06,tea,12.50,5500005555555559,1.00\n2024-03-07,tea,2,,3.00\n"
    )

    upload = receive(merchant, io.BytesIO(text.encode()), name="s.csv", by="a test")
    with upload.file.open("rb") as stored:
        kept = stored.read().decode()
    run(upload)

    with tenant_context(merchant):
        refused = str(list(RefusedRow.objects.for_merchant(merchant).values()))
    for said in (kept, refused):
        assert "4111111111111111" not in said
        assert "5500005555555559" not in said
    assert "XXXXXXXXXXXX1111" in kept


def test_a_column_of_long_document_ids_behind_numbers_and_commas_stays(tmp_path):
    data = "".join(f"tea,5,{4500000000000000 + at * 13},2.50\n" for at in range(500)).encode()

    assert scrubbed_or_none(data, tmp_path) is None


@pytest.mark.parametrize(
    "data",
    [
        b"1-" * 500_000,
        b"0 " * 500_000,
        b"4-" * 500_000,
        bytes(random.Random(11).choices(b"0123456789 ", k=1_000_000)),
        b" ".join(b"%d" % digit for digit in random.Random(12).choices(range(10), k=500_000)),
        b"4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-" * 31_250,
    ],
    ids=["ones", "zeros", "fours", "random", "single digits", "cards of single digits"],
)
def test_a_run_of_any_length_takes_little_time(tmp_path, data):
    path = tmp_path / "brought"
    path.write_bytes(data)

    begun = time.process_time()
    scrubbed(path, tmp_path)

    assert time.process_time() - begun < 2
