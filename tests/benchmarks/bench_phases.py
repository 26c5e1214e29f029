"""Where the time of a load goes, from the file to finished rollups: CPU seconds of each phase, beside the whole."""

import pkgutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.benchmarks.bench_load import load, shop
from tests.benchmarks.cost import cpu_seconds
from tests.benchmarks.figure import Measured
from tests.benchmarks.invented import invent

# A phase may be entered many times; what one of them calls of another counts for the outer one.
PHASES = {
    "receive": "tests.benchmarks.bench_load.receive",
    "open": "connectors.uploads.opening.open_file.sniff",
    "understand": "connectors.uploads.run._is_ready_to_load",
    "parse": "connectors.uploads.opening.table._parsed",
    "interpret": "connectors.uploads.interpreting.interpret.Interpreter.read",
    "shape_lines": "edge.facts.load.Stage._lines",
    "copy": "edge.facts.load.Stage._copy",
    "merge": "edge.facts.batches.merge",
    "derive": "edge.facts.batches.derive_all",
    "sums": "edge.facts.restating.rollups.rebuild",
}


def measure() -> Iterator[Measured]:
    """Yield each phase's CPU seconds, and what is left over; the peer is the whole load."""
    spent = dict.fromkeys(PHASES, 0.0)
    inside: list[str] = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as patches:
        file = invent(Path(folder) / "sales.csv.gz")
        for phase, place in PHASES.items():
            patches.enter_context(_timed(place, phase, spent, inside))
        whole, _ = load(shop(), file)
    for phase, seconds in spent.items():
        yield Measured(f"phase_{phase}", seconds, whole.cpu, "s")
    yield Measured("phase_rest", whole.cpu - sum(spent.values()), whole.cpu, "s")


def _timed(place: str, phase: str, spent: dict[str, float], inside: list[str]) -> Any:
    owner, _, name = place.rpartition(".")
    target: Any = pkgutil.resolve_name(owner)
    wrapped: Callable[..., Any] = getattr(target, name)

    def timed(*given: Any, **named: Any) -> Any:
        if inside:
            return wrapped(*given, **named)
        inside.append(phase)
        before = cpu_seconds()
        try:
            return wrapped(*given, **named)
        finally:
            spent[phase] += cpu_seconds() - before
            inside.pop()

    return patch.object(target, name, timed)
