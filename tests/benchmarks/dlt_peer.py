"""dlt's Postgres destination as a peer: installed in an environment of its own, loading into our server."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.conf import settings

from tests.benchmarks.cost import Clock, url

REQUIREMENTS = ("dlt==1.31.0", "psycopg2-binary==2.9.13", "pyarrow")
# How it is given the rows: as it is meant to be used, and its fastest.
WAYS = ("rows", "arrow")
SCHEMA = "bench_dlt"


class NotThereError(Exception):
    """dlt could not be installed; the message says why."""


def load(file: Path, folder: Path, way: str) -> Clock:
    """Return what loading a file of invoice lines into a new table costs. Raises NotThereError."""
    python = _environment()
    script = Path(__file__).with_name("dlt_load.py")
    command = [str(python), str(script), str(file), _destination(), way, str(folder)]
    clock = Clock()
    with _schema_of_its_own(), clock:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"dlt failed: {done.stderr[-2000:]}")
    return clock


def _environment() -> Path:
    """Return the Python of dlt's environment, made where it is missing: once, in the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = cache / "edge-bench" / "-".join(one.replace("==", "-") for one in REQUIREMENTS)
    python, done = home / "bin" / "python", home / "installed"
    if done.exists():
        return python
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for command in ([sys.executable, "-m", "venv", "--clear", str(home)], [*pip, *REQUIREMENTS]):
        step = subprocess.run(command, capture_output=True, text=True, check=False)
        if step.returncode:
            last = (step.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise NotThereError(f"dlt could not be installed ({last})")
    done.touch()
    return python


def _destination() -> str:
    given = settings.DATABASES["owner"]
    # It asks for a password even where the server does not.
    access = f"{quote(given['USER'])}:{quote(given['PASSWORD'] or 'none', safe='')}"
    place = f"{quote(given['HOST'], safe='')}:{given['PORT'] or 5432}/{quote(given['NAME'])}"
    return f"postgresql://{access}@{place}"


@contextmanager
def _schema_of_its_own() -> Iterator[None]:
    try:
        yield
    finally:
        with psycopg.connect(url("owner")) as server:
            server.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
