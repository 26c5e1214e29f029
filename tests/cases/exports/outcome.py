"""Imports an export through the app's own verbs and compares what Edge then says with the truth."""

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from connectors.models import Upload, UploadState
from connectors.uploads.decide import unsure
from connectors.uploads.intake import receive
from connectors.uploads.report import report
from connectors.uploads.run import run
from edge.lib.period import Period
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context
from insights.metrics.export import metric_json
from insights.metrics.figure import MetricQuery
from insights.metrics.query import compute
from tests.cases.exports.books import Export
from tests.factories import make_merchant

FIGURES = ("gross_sales", "refunds", "net_sales", "sales_count", "units")


@dataclass(frozen=True)
class Outcome:
    """What came of one file.

    kind: right, asked, refused, untold (the figures are right, but a bad line or the days are not told), wrong or
    crashed.
    """

    name: str
    kind: str
    detail: str = ""

    def __str__(self) -> str:
        shown = {"right": "ok", "wrong": "WRONG"}.get(self.kind, self.kind)
        return f"{self.name} {shown} {self.detail}".rstrip()


def outcome_of(name: str, export: Export) -> Outcome:
    """Import a file for a merchant of its own and tell what came of it."""
    merchant = make_merchant(**export.place.as_merchant())
    upload = receive(
        merchant, io.BytesIO(export.data), name=export.file, by="a test", loads_when_sure=True
    )
    upload = run(upload)
    if upload.state == UploadState.READY:
        return Outcome(name, "asked", " ".join(unsure(upload).merchant_text.split()))
    if upload.failure is not None:
        return Outcome(name, "refused", upload.failure["code"])
    different = closest(merchant, export)
    if different:
        return Outcome(name, "wrong", "; ".join(different))
    untold = list(_untold(upload, export))
    return Outcome(name, "untold", "; ".join(untold)) if untold else Outcome(name, "right")


def closest(merchant: Merchant, export: Export) -> list[str]:
    """Return how the books differ from the reading that fits best; nothing where one fits."""
    seen: dict[tuple[str, str, str], Any] = {}

    def figure(metric: str, first: str, last: str) -> Any:
        if (metric, first, last) not in seen:
            seen[metric, first, last] = measured(merchant, metric, first, last)
        return seen[metric, first, last]

    tried = [list(_differences(figure, truth)) for truth in (export.truth, *export.also_right)]
    return min(tried, key=len)


def measured(merchant: Merchant, metric: str, first: str, last: str) -> Any:
    """Return one figure of the catalog as the command prints it."""
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    with tenant_context(merchant):
        return metric_json(compute(merchant, [MetricQuery(metric, period)])[0]).get("value")


def is_same(wanted: Any, got: Any) -> bool:
    """Tell whether a figure is the wanted one; of a list any will do, and None there means no value."""
    if isinstance(wanted, list):
        return any(got is None if one is None else is_same(one, got) for one in wanted)
    return got is not None and Decimal(str(wanted)) == Decimal(str(got))


def _differences(figure: Any, truth: dict[str, Any]) -> Iterable[str]:
    for metric in FIGURES:
        if truth[metric] is not None:
            got = figure(metric, truth["first_day"], truth["last_day"])
            if not is_same(truth[metric], got):
                yield f"{metric} {truth[metric]} {got}"
    for probe in truth["probes"]:
        got = figure("net_sales", probe["day"], probe["day"])
        if not is_same(probe["net_sales"], got if got is not None else 0):
            yield f"net_sales on {probe['day']} {probe['net_sales']} {got}"


def _untold(upload: Upload, export: Export) -> Iterable[str]:
    told = report(upload, seconds=0)
    for key in ("first_day", "last_day"):
        if told[key] != export.truth[key]:
            yield f"{key} {export.truth[key]} {told[key]}"
    lines = {problem["line"] for problem in told["problems"]}
    for bad in export.bad:
        if bad["line"] not in lines:
            yield f"line {bad['line']} {bad['reason']} not told"


def summary(outcomes: Iterable[Outcome]) -> str:
    """Return the counts in one line."""
    kinds = Counter(one.kind for one in outcomes)
    counted = ", ".join(f"{kinds[kind]} {kind}" for kind in ("right", "asked", "refused", "untold"))
    crashed = f", {kinds['crashed']} crashed" if kinds["crashed"] else ""
    return f"{counted}, {kinds['wrong']} wrong in silence{crashed}"
