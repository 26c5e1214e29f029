"""`python -m tests.cases.exports [NAME …]`: imports every export and scores it; --write DIR writes the files."""

import json
import sys
import traceback
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cases.exports.generated import generate
from tests.cases.exports.kept_apart_set import KEPT_APART
from tests.cases.exports.layouts import Layouts, Numbered
from tests.cases.exports.open_set import OPEN

SETS: dict[str, Layouts | Numbered] = {
    "open": OPEN,
    "kept_apart": KEPT_APART,
    "generated": Numbered(generate, 20),
}


def main() -> int:
    """Write or score the exports; the status is 1 where one was read wrongly in silence."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="parts of names of layouts")
    parser.add_argument(
        "--set", choices=[*SETS, "both"], default="both", help="generated: names are numbers"
    )
    parser.add_argument(
        "--write", type=Path, metavar="DIR", help="only write files and expected.json"
    )
    options = parser.parse_args()
    names = ("open", "kept_apart") if options.set == "both" else (options.set,)
    chosen = {name: SETS[name] for name in names}
    if options.write:
        return write(chosen, options)
    with services():
        return max(score(name, layouts, options) for name, layouts in chosen.items())


def wanted(layouts: Layouts | Numbered, options: Namespace) -> list[str]:
    """Return the names of the layouts that were asked for."""
    if isinstance(layouts, Numbered):
        return options.names or list(layouts)
    return [
        name for name in layouts if not options.names or any(part in name for part in options.names)
    ]


def write(chosen: dict[str, Layouts | Numbered], options: Namespace) -> int:
    """Write DIR/<set>/files and expected.json."""
    for title, layouts in chosen.items():
        folder = options.write / title
        (folder / "files").mkdir(parents=True, exist_ok=True)
        exports = [layouts.export(name) for name in wanted(layouts, options)]
        for export in exports:
            (folder / "files" / export.file).write_bytes(export.data)
        expected = {"format": 1, "files": [export.expected() for export in exports]}
        text = json.dumps(expected, indent=1, ensure_ascii=False)
        (folder / "expected.json").write_text(text + "\n", encoding="utf-8")
        say(f"{len(exports)} files in {folder}")
    return 0


def score(title: str, layouts: Layouts | Numbered, options: Namespace) -> int:
    """Import the exports of one set, a line each."""
    # Django is set up by now.
    from tests.cases.exports.outcome import Outcome, outcome_of, summary

    outcomes = []
    for name in wanted(layouts, options):
        try:
            outcomes.append(outcome_of(name, layouts.export(name)))
        except Exception as error:  # noqa: BLE001
            traceback.print_exception(error, limit=-4)
            outcomes.append(Outcome(name, "crashed", repr(error)[:200]))
        say(str(outcomes[-1]))
    say(f"{title}: {summary(outcomes)}")
    return int(any(one.kind in ("wrong", "crashed") for one in outcomes))


@contextmanager
def services() -> Iterator[None]:
    """Give the services of a test session, and take them away again."""
    from tests import conftest

    conftest.pytest_configure(None)
    try:
        from edge.schema import bring_up_to_date

        bring_up_to_date()
        yield
    finally:
        conftest.pytest_unconfigure(None)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
