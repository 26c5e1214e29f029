"""Kill -9 of the importing process, or of the database under it, at many random moments: books whole, nothing twice."""

import http.client
import os
import random
import time
from decimal import Decimal
from functools import cache

import pytest

from tests.faults.running import wait_until
from tests.faults.shop import Shop, sales_file

# `make faults` kills a hundred importers and twenty databases; CI asks for fewer rounds of everything.
ROUNDS = int(os.environ.get("EDGE_FAULTS", "20"))
KILLS = [("worker", seed) for seed in range(ROUNDS * 5)]
KILLS += [("postgres", 1_000 + seed) for seed in range(ROUNDS)]
ROWS = 9_000
# One shop's days would grow far beyond any real one's.
KILLS_A_SHOP = 20
# An import of that size takes about as long; later kills find it done.
WITHIN_S = 2.5
# What an import that lost its worker needs to go on and end.
AT_MOST_S = 90


class WatchedShop(Shop):
    """A merchant whose gross sales are looked at all the time: they change from one whole import to the next."""

    def gross(self):
        """Return the gross sales that a reader sees now, None where nobody answers."""
        days = "from=2025-01-01&to=2025-12-31"
        status, answer = self.call("GET", f"/metrics/gross_sales?{days}")
        return Decimal(answer["figure"]["value"] or 0) if status == http.client.OK else None


@pytest.fixture(scope="module")
def shop_for(edge):
    """Return the shop of a kill; all imports of one shop are of the same days."""

    @cache
    def shop(number):
        return WatchedShop(edge)

    return lambda seed: shop(seed // KILLS_A_SHOP)


@pytest.mark.parametrize(("part", "seed"), KILLS, ids=lambda one: str(one))
def test_an_import_is_whole_or_not_there(edge, shop_for, tmp_path, part, seed):
    shop = shop_for(seed)
    before = shop.expected
    path, total = sales_file(tmp_path, f"K{seed}", rows=ROWS)
    shop.expected += total

    upload = wait_until(lambda: shop.bring(path), 60, "an upload", edge)
    time.sleep(random.Random(seed).uniform(0, WITHIN_S))
    edge.kill(part)
    seen = set()

    def ended():
        seen.add(shop.gross())
        status, answer = shop.call("GET", f"/uploads/{upload}")
        done = status == http.client.OK and answer["state"] in {"loaded", "failed", "ready"}
        return answer if done else None

    found = wait_until(ended, AT_MOST_S, "the end of an import", edge)
    edge.wait_until_ready()

    assert (found["state"], found["failure"]) == ("loaded", None), edge.tale(part)
    assert shop.gross() == shop.expected, f"{part} was killed"
    assert seen <= {before, shop.expected, None}, f"half an import was seen: {seen}"
