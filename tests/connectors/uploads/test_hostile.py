"""Files that are no sales: each is refused with what happened, what was kept and what to do."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from connectors.models import Upload, UploadState
from connectors.uploads.intake import receive
from edge.facts.models import MoneyEvent
from edge.lib.errors import FileUnreadable
from edge.merchants.tenancy import tenant_context
from tests.cases.hostile.cases import every_case
from tests.connectors.files import PIZZA, bring

ROOT = Path(__file__).resolve().parents[3]
MOST_SECONDS, MOST_MEGABYTES = 2, 200
CASES = every_case()


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Return what came of each hostile file, each read in a process of its own."""
    folder = tmp_path_factory.mktemp("hostile")
    for number, case in enumerate(CASES):
        case.write(folder / f"{number:03}")
    ran = subprocess.run(
        [sys.executable, "-m", "tests.cases.hostile.measure", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    return [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case.name for case in CASES])
def test_a_hostile_file_is_decided_within_its_limits(outcomes, number):
    case, found = CASES[number], outcomes[number]

    if case.codes:
        assert found["code"] in case.codes
    else:
        assert not found["code"]
        assert found["rows"]
    assert found["seconds"] <= MOST_SECONDS
    assert found["megabytes"] <= MOST_MEGABYTES


@pytest.mark.parametrize("name", ["blank", "PDF", "one column", "20,000 columns", "old Excel"])
def test_a_file_that_is_refused_once_it_is_read_says_why(merchant, tmp_path, name):
    case = next(one for one in CASES if one.name == name)
    case.write(tmp_path / "file")

    upload = bring(merchant, (tmp_path / "file").read_bytes(), name=case.file_name)

    assert upload.state == UploadState.FAILED
    assert upload.failure["code"] in case.codes
    assert all(upload.failure[key] for key in ("message", "kept", "mend"))
    with tenant_context(merchant):
        assert not MoneyEvent.objects.for_merchant(merchant).exists()


@pytest.mark.parametrize("name", ["gzip bomb", "torn gzip", "ZIP bomb", "locked ZIP"])
def test_a_packed_file_that_cannot_be_looked_into_is_not_even_stored(merchant, tmp_path, name):
    case = next(one for one in CASES if one.name == name)
    case.write(tmp_path / "file")

    with pytest.raises(FileUnreadable) as refused:
        receive(merchant, io.BytesIO((tmp_path / "file").read_bytes()), name="s.gz", by="a test")

    assert refused.value.code in case.codes
    with tenant_context(merchant):
        assert not Upload.objects.for_merchant(merchant).exists()


@pytest.mark.parametrize(
    "name", [case.file_name for case in CASES if case.name.startswith("name ")]
)
def test_a_name_made_to_do_harm_is_only_shown(merchant, name):
    upload = receive(merchant, io.BytesIO(PIZZA.encode()), name=name, by="a test")

    assert upload.file.name == f"uploads/{merchant.pk}/{upload.public_id}"
    assert 0 < len(upload.name) <= 200
    assert not set("/\\\0\u202e") & set(upload.name)


def test_a_wrong_extension_does_not_matter(merchant):
    assert bring(merchant, PIZZA, name="sales.xlsx").state == UploadState.LOADED


def test_a_header_alone_loads_nothing(merchant):
    upload = bring(merchant, "Date,Amount\n")

    with tenant_context(merchant):
        assert not MoneyEvent.objects.for_merchant(merchant).exists()
    assert upload.state in (UploadState.LOADED, UploadState.READY, UploadState.FAILED)
