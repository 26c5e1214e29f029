"""A merchant of a running Edge, seen through the API as a program would see it."""

import gzip
import http.client
import json
import random
import time
import uuid
from decimal import Decimal

from tests.faults.running import PARTS, wait_until

ROWS = 30_000


class Shop:
    """Its key, and the gross sales that its books must show."""

    def __init__(self, edge):
        self.edge = edge
        self.expected = Decimal(0)
        name = f"Shop {uuid.uuid4().hex[:8]}"
        place = ("--currency", "EUR", "--country", "DE", "--time-zone", "Europe/Berlin")
        self.slug = edge.manage("create_merchant", "--name", name, *place)["merchant"]
        wish = ("--merchant", self.slug, "--name", "faults", "--scopes", "read,write,ask")
        self.key = edge.manage("create_key", *wish)["key"]

    def call(self, method, path, body=None, *, once=""):
        """Return status and answer; status 0 where the web died under the request. once: the Idempotency-Key."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": once}
        return self._send(method, path, json.dumps(body) if body is not None else None, headers)

    def bring(self, path):
        """Upload a file; return its id, or None where the web died under the request."""
        mark = uuid.uuid4().hex
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = head.encode() + path.read_bytes() + f"\r\n--{mark}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        status, answer = self._send("POST", "/uploads", body, headers)
        return answer["id"] if status == http.client.ACCEPTED else None

    def ended(self, path, finals, *, limit_s):
        """Wait until what lies at `path` is in one of these states, and return it."""

        def found():
            status, answer = self.call("GET", path)
            state = (answer or {}).get("status") or (answer or {}).get("state")
            return answer if status == http.client.OK and state in finals else None

        return wait_until(found, limit_s, f"end of {path}", self.edge)

    def metric(self, name):
        days = ("--from", "2025-01-01", "--to", "2025-12-31")
        return self.edge.manage("metric", "--merchant", self.slug, name, *days)["value"]

    def _send(self, method, path, body, headers):
        sent = {"Authorization": f"Bearer {self.key}"} | headers
        try:
            status, answer = self.edge.request(method, f"/api/v1{path}", body=body, headers=sent)
            return status, json.loads(answer)
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            return 0, None


def sale(number):
    """Return a sale of March 2025, as the API takes it."""
    return {
        "type": "sale",
        "id": f"S{number}",
        "occurred_at": f"2025-03-{1 + number % 28:02d}T10:00:00+01:00",
        "amount": f"{10 + number % 90}.50",
    }


def sales_file(folder, mark, *, rows=ROWS):
    """Write a file of sales that no other mark shares; return its path and its total."""
    total = Decimal(0)
    path = folder / f"sales-{mark}.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        file.write("Invoice,Date,Product,Quantity,Price\n")
        for number in range(rows):
            price = Decimal(100 + number % 900) / 100
            quantity = 1 + number % 3
            total += price * quantity
            day = f"2025-{1 + number % 12:02d}-{1 + number % 28:02d}"
            moment = f"{day} {8 + number % 12:02d}:{number % 60:02d}:00"
            file.write(f"{mark}-{number // 3},{moment},Item {number % 40},{quantity},{price}\n")
    return path, total


def kill_soon(edge, seed, *, within_s):
    """Kill a part at a moment, both drawn by the seed, and wait until all is well again; return the part's name."""
    chance = random.Random(seed)
    time.sleep(chance.uniform(0, within_s))
    # Every part gets its turn, however few the rounds are.
    part = PARTS[seed % len(PARTS)]
    edge.kill(part)
    edge.wait_until_ready()
    return part
