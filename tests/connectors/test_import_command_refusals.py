"""`import_sales --json` with what is no file of sales: one object that says why, exit status 1, never a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.cases.hostile.cases import every_case

ROOT = Path(__file__).resolve().parents[2]


def folder(path):
    path.mkdir()
    return path


def missing(path):
    return path


def unreadable(path):
    path.write_text("Date,Amount\n2026-01-01,1\n")
    path.chmod(0)
    return path


def pipe(path):
    os.mkfifo(path)
    return path


def loop(path):
    path.symlink_to(path)
    return path


def dangling(path):
    path.symlink_to("/no/such/file")
    return path


def device(_path):
    return Path("/dev/zero")


def long_name(path):
    return path.parent / ("x" * 4_000 + ".csv")


def refusal(capsys, merchant, path):
    with pytest.raises(SystemExit) as left:
        call_command("import_sales", "--merchant", merchant.slug, str(path), "--json")
    assert left.value.code == 1
    told = json.loads(capsys.readouterr().out)
    assert all(told[key] for key in ("code", "message", "kept", "mend"))
    return told["code"]


@pytest.mark.parametrize("make", [folder, missing, pipe, loop, dangling, device, long_name])
def test_a_path_that_is_no_file(merchant, tmp_path, capsys, make):
    assert refusal(capsys, merchant, make(tmp_path / "sales.csv")) == "no_file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(merchant, tmp_path, capsys):
    assert refusal(capsys, merchant, unreadable(tmp_path / "sales.csv")) == "no_file"


@pytest.mark.parametrize(
    "name",
    [
        "empty",
        "only a header",
        "PDF",
        "NUL bytes",
        "gzip bomb",
        "ZIP with a link",
        "workbook of laughs",
        "locked ODS",
    ],
)
def test_a_hostile_file(merchant, tmp_path, capsys, name):
    case = next(one for one in every_case() if one.name == name)
    case.write(tmp_path / case.file_name)

    assert refusal(capsys, merchant, tmp_path / case.file_name) in case.codes


def test_a_bomb_costs_the_command_hardly_more_than_an_empty_file(merchant, tmp_path):
    """In a process of its own, as a shell starts it: what counts is what the file adds to starting up."""
    bomb = next(one for one in every_case() if one.name == "quote never closed")
    bomb.write(tmp_path / "bomb.csv")
    (tmp_path / "empty.csv").write_bytes(b"")

    costs = [cost(merchant, tmp_path / name) for name in ("empty.csv", "bomb.csv")]

    seconds, kilobytes = (after - before for before, after in zip(*costs, strict=True))
    assert seconds <= 2
    assert kilobytes <= 200_000


def cost(merchant, path):
    """Return the processor's seconds and the most memory that importing a file takes."""
    command = [sys.executable, "manage.py", "import_sales", "--merchant", merchant.slug, str(path)]
    with subprocess.Popen([*command, "--json"], cwd=ROOT, stdout=subprocess.PIPE) as child:
        answer = child.stdout.read()
        _pid, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 1
    assert json.loads(answer)["code"]
    return used.ru_utime + used.ru_stime, used.ru_maxrss
