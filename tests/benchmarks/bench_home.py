"""Home with a year of 541,909 invoice lines behind it, against the log-in page in the same process."""

import time

from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.benchmarks.figure import Measured
from tests.benchmarks.year import shop_with_a_year
from tests.factories import make_member

REQUESTS = 60
MOST_QUERIES = 12


def measure() -> list[Measured]:
    """Return home's p95 and median in milliseconds; the peer is a page that reads no books."""
    merchant = shop_with_a_year()
    client = Client()
    client.force_login(make_member(merchant).user)
    with CaptureQueriesContext(connections["default"]) as queries:
        page = client.get("/")
    if page.status_code != 200 or len(queries) > MOST_QUERIES:
        raise SystemExit(f"home answered {page.status_code} with {len(queries)} queries")
    home = sorted(milliseconds(client, "/") for _ in range(REQUESTS))
    plain = sorted(milliseconds(Client(), "/accounts/login/") for _ in range(REQUESTS))
    p95, middle = int(REQUESTS * 0.95) - 1, REQUESTS // 2
    return [
        Measured("home_p95", home[p95], plain[p95], "ms"),
        Measured("home_median", home[middle], plain[middle], "ms"),
    ]


def milliseconds(client: Client, path: str) -> float:
    """Return how long one request takes, from the middleware to the rendered page."""
    begun = time.perf_counter()
    client.get(path)
    return (time.perf_counter() - begun) * 1000
