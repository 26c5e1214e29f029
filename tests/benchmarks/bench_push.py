"""From a published batch to the insight on an open page's socket, through a running Edge: web, worker and Redis.

The peer is the sweep that would find the batch without a nudge: half of its period, on average.
"""

import json
import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from django.conf import settings
from django.test import Client
from websockets.sync.client import ClientConnection, connect

from edge.facts.load import feed_for, load_records
from edge.facts.models import Feed
from edge.facts.records import SaleRecord
from edge.live.events import FEED, head
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context
from insights.scan import scan
from tests.benchmarks.figure import Measured
from tests.factories import make_member, make_merchant
from tests.faults.running import RunningEdge

SHOPS = 20
DAYS = 120
PATIENCE_S = 60
SWEEP_S = 30.0  # of edge/settings.py: CELERY_BEAT_SCHEDULE["scan"]


def measure() -> list[Measured]:
    """Return the p95 and the median of the seconds between commit and push."""
    edge = RunningEdge(Path(os.environ["EDGE_HOME"]))
    edge.start()
    try:
        seconds = sorted(push_seconds(edge) for _ in range(SHOPS))
    finally:
        edge.stop()
    sweep = SWEEP_S / 2
    return [
        Measured("publish_to_push_p95", seconds[int(SHOPS * 0.95) - 1], sweep, "s"),
        Measured("publish_to_push_median", seconds[SHOPS // 2], sweep, "s"),
    ]


def push_seconds(edge: RunningEdge) -> float:
    """Open a shop with quiet months, watch its feed, publish one low day, and return how long the news takes."""
    merchant = make_merchant()
    client = Client()
    client.force_login(make_member(merchant).user)
    with tenant_context(merchant):
        feed = feed_for(merchant, kind="till", key="till", name="Till")
    load_records(merchant, feed, sales(2, DAYS))
    scan(merchant.pk)
    with tenant_context(merchant):
        seen = head(merchant, FEED)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    address = edge.address.replace("http", "ws") + f"/ws/?merchant={merchant.public_id}"
    with connect(address, additional_headers={"Cookie": cookie}, origin=edge.address) as socket:
        socket.send(json.dumps({"type": "subscribe", "stream": "feed", "since": seen}))
        return _wait_for_insight(socket, merchant, feed)


def _wait_for_insight(socket: ClientConnection, merchant: Merchant, feed: Feed) -> float:
    arrived: list[float] = []
    # The news may come before the publishing call has returned, so another thread listens.
    listener = threading.Thread(target=_listen, args=(socket, arrived))
    listener.start()
    batch = load_records(
        merchant, feed, [*sales(1, 2, factor=0.2), *sales(0, 1, factor=0.2, hours=1)]
    )
    listener.join(PATIENCE_S)
    if not arrived or batch.published_at is None:
        raise SystemExit("no insight was pushed")
    # A little too long: the batch is stamped inside the transaction, and commits after.
    return arrived[0] - batch.published_at.timestamp()


def _listen(socket: ClientConnection, arrived: list[float]) -> None:
    while not arrived:
        if json.loads(socket.recv(timeout=PATIENCE_S))["type"] == "insight":
            arrived.append(time.time())


def sales(
    last_ago: int, first_ago: int, *, factor: float = 1.0, hours: int = 10
) -> list[SaleRecord]:
    """Return sales of the days from `first_ago` down to `last_ago`, the first of them left out."""
    generator = np.random.default_rng(5)
    today = datetime.now(UTC).replace(minute=10, second=0, microsecond=0)
    return [
        SaleRecord(
            document=f"{ago}-{hour}",
            occurred_at=(today - timedelta(days=ago)).replace(hour=6 + hour),
            amount_minor=int(6000 * factor * np.exp(generator.normal(0, 0.03))),
        )
        for ago in range(first_ago - 1, last_ago - 1, -1)
        for hour in range(hours)
        if ago > 0 or 6 + hour < today.hour
    ]
