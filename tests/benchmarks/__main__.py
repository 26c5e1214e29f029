"""`python -m tests.benchmarks [subject]`: prints one line a figure, and writes them to .edge/bench.json."""

import importlib
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from edge import embedded

HERE = Path(__file__).parent
RESULTS = HERE.parent.parent / ".edge" / "bench.json"


def main(subjects: list[str]) -> None:
    """Run every bench_*.py, or the named ones, on services of their own."""
    names = sorted(path.stem for path in HERE.glob("bench_*.py"))
    chosen = [name for name in names if not subjects or name.removeprefix("bench_") in subjects]
    if not chosen:
        sys.exit(f"There is no such benchmark; there are {', '.join(names)}.")
    home = tempfile.mkdtemp(prefix="edge-bench-")
    os.environ["EDGE_HOME"] = home
    os.environ.setdefault("EDGE_LOG_LEVEL", "WARNING")
    services = embedded.join()
    os.environ["DJANGO_SETTINGS_MODULE"] = "edge.settings"
    # Only now: the settings read the addresses that joining has set.
    from edge.schema import bring_up_to_date

    bring_up_to_date()
    try:
        for name in chosen:
            keep(importlib.import_module(f"tests.benchmarks.{name}").measure())
    finally:
        if services is not None and services.leave():
            shutil.rmtree(home, ignore_errors=True)


def keep(figures):
    """Print figures and write them down, each in place of its older self."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    for figure in figures:
        sys.stdout.write(
            f"{figure.name} {figure.ours:.2f} {figure.peer:.2f} {figure.ratio:.2f} {figure.unit}\n"
        )
        known = [one for one in known if one["name"] != figure.name]
        known.append(figure.as_json())
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(known, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
