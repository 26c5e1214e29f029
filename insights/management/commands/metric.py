"""`manage.py metric`: one figure or series from the catalog."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from typing import Any

from edge.lib.errors import InvalidRequest, NotFound
from edge.lib.period import Period
from edge.lib.shell import EdgeCommand
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context
from insights.metrics.availability import require_held
from insights.metrics.catalog import metric_of
from insights.metrics.export import metric_json, shown_value
from insights.metrics.figure import MetricQuery
from insights.metrics.query import compute


class Command(EdgeCommand):
    """Measures."""

    help = "Prints one metric of the catalog for a range of business days, or its parts along a dimension."
    example = (
        "metric --merchant cafe-morgenrot net_sales --from 2026-11-01 --to 2026-11-30 --by day"
    )

    def add_own_arguments(self, parser: ArgumentParser) -> None:
        """Add the question."""
        parser.add_argument("metric", metavar="METRIC", help="net_sales, units, customers …")
        parser.add_argument(
            "--merchant", required=True, metavar="M", help="the merchant's short name"
        )
        parser.add_argument(
            "--from", dest="first", required=True, type=date.fromisoformat, metavar="D"
        )
        parser.add_argument(
            "--to",
            dest="last",
            required=True,
            type=date.fromisoformat,
            metavar="D",
            help="included",
        )
        parser.add_argument(
            "--by", metavar="DIM", help="day, month, product, country, attribute:size …"
        )

    def answer(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Measure."""
        merchant = Merchant.objects.filter(slug=options["merchant"]).first()
        if merchant is None:
            raise NotFound(
                f"There is no merchant {options['merchant']!r}.", mend="Name one by its short name."
            )
        if options["last"] < options["first"]:
            raise InvalidRequest("The period ends before it begins.", mend="Swap --from and --to.")
        query = MetricQuery(
            options["metric"], Period(options["first"], options["last"]), by=options["by"]
        )
        metric_of(query.metric)
        with tenant_context(merchant):
            require_held(merchant, query)
            return metric_json(compute(merchant, [query])[0])

    def words(self, answer: Mapping[str, Any]) -> str:
        """Say the value, or one line a part."""
        if "rows" in answer:
            return "\n".join(
                f"{row['key'] or '–'}\t{shown_value(row['value'])}" for row in answer["rows"]
            )
        return f"{shown_value(answer['value'])} {answer['unit']}"
