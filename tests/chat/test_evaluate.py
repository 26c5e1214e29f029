"""A small bank is answered on a file that is loaded as a merchant would load it."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from edge.merchants.models import Merchant

SALES = """order_id,date,time,item,quantity,unit_price
1,2026-06-08,09:00:00,Tea,2,3.00
2,2026-06-09,10:30:00,Cake,1,5.50
2,2026-06-09,10:30:00,Tea,1,3.00
3,2026-06-10,16:00:00,Tea,4,3.00
"""


def question(key, words, *follow_ups):
    return {
        "id": key,
        "data": "tea_room",
        "as_of": "2026-06-15T12:00:00",
        "lang": "en",
        "question": words,
        "expect": {
            "follow_up": [{"question": follow_up, "expect": {}} for follow_up in follow_ups]
        },
    }


BANK = [
    question("tr-1", "How much did we sell last week?", "and how many orders?"),
    question("tr-2", "What is my margin?"),
]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sales.csv").write_text(SALES, "utf-8")
    told = {
        "file": "sales.csv",
        "name": f"Tea Room {tmp_path.name}",
        "currency": "GBP",
        "country": "GB",
        "time_zone": "Europe/London",
    }
    (tmp_path / "sources.json").write_text(json.dumps({"tea_room": told}), "utf-8")
    (tmp_path / "bank.jsonl").write_text("\n".join(json.dumps(one) for one in BANK), "utf-8")
    return tmp_path


def evaluate(folder, *arguments):
    out = folder / "answers.jsonl"
    said = StringIO()
    call_command(
        "evaluate",
        str(folder / "bank.jsonl"),
        f"--data={folder}",
        f"--out={out}",
        "--json",
        *arguments,
        stdout=said,
        stderr=StringIO(),
    )
    lines = (
        [json.loads(line) for line in out.read_text("utf-8").splitlines()] if out.exists() else []
    )
    return lines, json.loads(said.getvalue())


def test_answers_and_statuses_are_written_for_every_turn(folder):
    lines, told = evaluate(folder)

    assert [line["statuses"] for line in lines] == [["answered", "answered"], ["refused"]]
    assert "£26.50" in lines[0]["answers"][0]
    assert ": 3." in lines[0]["answers"][1]
    assert told["statuses"] == {"answered": 2, "refused": 1}


def test_a_data_set_is_loaded_once(folder):
    evaluate(folder)
    evaluate(folder, "--only=tr-2", "--explain")

    assert Merchant.objects.filter(name__startswith=f"Tea Room {folder.name}").count() == 1


def test_an_explanation_goes_to_the_terminal_and_to_the_file(folder):
    bank = [question("tr-1", "How much did we sell last week?")]
    bank[0]["expect"] = {"numbers": [{"value": 27.0, "unit": "GBP", "places": 2}]}
    (folder / "bank.jsonl").write_text(json.dumps(bank[0]), "utf-8")
    out, said = folder / "answers.jsonl", StringIO()

    call_command(
        *("evaluate", str(folder / "bank.jsonl"), f"--data={folder}", f"--out={out}"),
        *("--only=tr-1", "--explain"),
        stdout=said,
        stderr=StringIO(),
    )

    (told,) = json.loads(out.read_text("utf-8"))["explained"]
    assert told["intent"]["shape"] == "total"
    assert told["failed"][0].startswith("Expected 27.0 GBP; the answer shows 26.50 GBP")
    assert "✗ Expected 27.0 GBP" in said.getvalue()
    assert "facts_moneyevent" in said.getvalue()


def test_an_unknown_data_set_is_a_refusal_of_the_command(folder):
    (folder / "sources.json").write_text("{}", "utf-8")

    with pytest.raises(SystemExit) as ended:
        evaluate(folder)

    assert ended.value.code == 1
