"""Turns names into ids: products, customers, staff, locations; a new name gets a row of its own."""

from dataclasses import dataclass, field

import polars as pl
from django.db import connection

from edge.merchants.models import Merchant

# Below this a load says too little about what a known product is called.
ENOUGH_TO_RENAME = 100


@dataclass(frozen=True)
class Named:
    """A table of names: where a name is unique within its merchant."""

    table: str
    column: str
    longest: int = 120


LOCATIONS = Named("facts_location", "name")
STAFF = Named("facts_staff", "name")
CUSTOMERS = Named("facts_customer", "reference")
PRODUCTS = Named("facts_product", "code")


@dataclass
class Names:
    """What one load has learned of names, so that a page asks only for those that no page before it had."""

    merchant: Merchant
    _known: dict[str, pl.DataFrame] = field(default_factory=dict)
    _spellings: pl.DataFrame | None = None

    def with_ids(self, frame: pl.DataFrame, source: str, target: str, named: Named) -> pl.DataFrame:
        """Return the frame with the ids of the names in column `source` as column `target`; null stays null."""
        text = pl.col(source).str.slice(0, named.longest).replace("", None)
        frame = frame.with_columns(text.alias(source))
        names = frame.get_column(source).drop_nulls().unique()
        if names.is_empty():
            return frame.with_columns(pl.lit(None, dtype=pl.Int64).alias(target))
        known = self._known.get(named.table)
        fresh = names if known is None else names.filter(~names.is_in(known["name"].implode()))
        if not fresh.is_empty():
            found = self._insert(named, sorted(fresh.to_list()))
            known = found if known is None else pl.concat([known, found])
            self._known[named.table] = known
        assert known is not None  # noqa: S101 -- for the type checker: a name is either known or fresh
        ids = known.rename({"name": source, "id": target})
        return frame.join(ids, on=source, how="left", maintain_order="left")

    def _insert(self, named: Named, names: list[str]) -> pl.DataFrame:
        extra, values = (", name, category", ", '', ''") if named is PRODUCTS else ("", "")
        with connection.cursor() as cursor:
            # Sorted, so that two loads at once do not wait for each other crosswise.
            cursor.execute(
                f"INSERT INTO {named.table} (merchant_id, {named.column}{extra}) "
                f"SELECT %(merchant)s, n{values} FROM unnest(%(names)s::text[]) AS n "
                f"WHERE NOT EXISTS (SELECT 1 FROM {named.table} WHERE merchant_id = %(merchant)s "
                f"AND {named.column} = n) ORDER BY n ON CONFLICT DO NOTHING",
                {"merchant": self.merchant.pk, "names": names},
            )
            cursor.execute(
                f"SELECT {named.column}, id FROM {named.table} "
                f"WHERE merchant_id = %(merchant)s AND {named.column} = ANY(%(names)s)",
                {"merchant": self.merchant.pk, "names": names},
            )
            rows = cursor.fetchall()
        return pl.DataFrame(rows, schema={"name": pl.String, "id": pl.Int64}, orient="row")

    def note_spellings(self, lines: pl.DataFrame) -> None:
        """Count how often each product goes by which name and category."""
        counts = (
            lines.filter(pl.col("product_id").is_not_null())
            .group_by("product_id", "product_name", "category")
            .agg(pl.len().alias("times"))
        )
        before = [] if self._spellings is None else [self._spellings]
        self._spellings = (
            pl.concat([*before, counts])
            .group_by("product_id", "product_name", "category")
            .agg(pl.col("times").sum())
        )

    def write_spellings(self) -> None:
        """Give products their most frequent name and category; a small load names only products that have none."""
        counts = self._spellings
        if counts is None or counts.is_empty():
            return
        best = _most_frequent(counts, "product_name").join(
            _most_frequent(counts, "category"), on="product_id", how="full", coalesce=True
        )
        may_rename = int(counts["times"].sum()) >= ENOUGH_TO_RENAME
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE facts_product p SET name = coalesce(nullif(left(b.name, 240), ''), p.code), "
                "category = coalesce(b.category, p.category) "
                "FROM unnest(%(ids)s::bigint[], %(names)s::text[], %(categories)s::text[]) "
                "AS b(id, name, category) WHERE p.merchant_id = %(merchant)s AND p.id = b.id "
                "AND (%(may_rename)s OR p.name = '')",
                {
                    "merchant": self.merchant.pk,
                    "ids": best["product_id"].to_list(),
                    "names": best["product_name"].to_list(),
                    "categories": best["category"].to_list(),
                    "may_rename": may_rename,
                },
            )


def _most_frequent(counts: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return each product's most frequent text in `column`; of equally frequent ones the first in the alphabet."""
    return (
        counts.filter(pl.col(column).is_not_null() & (pl.col(column) != ""))
        .group_by("product_id", column)
        .agg(pl.col("times").sum())
        .sort(["times", column], descending=[True, False])
        .group_by("product_id", maintain_order=True)
        .agg(pl.col(column).first())
    )
