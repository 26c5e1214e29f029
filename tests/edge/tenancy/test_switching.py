"""Ten thousand switches between merchants, in threads and in forked children, with errors thrown in: nothing leaks."""

import os
import random
import threading

import pytest
from django.db import DatabaseError, InterfaceError, connection, connections

from edge.merchants.models import AuditEntry
from edge.merchants.tenancy import tenant_context

SWITCHES = 10_000
MERCHANTS = 12
ROWS = 3


class SlipError(Exception):
    """Thrown in at random."""


@pytest.fixture
def merchants(make_merchant):
    made = [make_merchant() for _ in range(MERCHANTS)]
    for one in made:
        with tenant_context(one):
            AuditEntry.objects.bulk_create(
                AuditEntry(merchant=one, actor=str(one.pk), action="seen") for _ in range(ROWS)
            )
    return [one.pk for one in made]


def foreign_rows(merchants, seed, switches):
    """Return how many rows of others were seen, and how often a count was not a merchant's own."""
    chance = random.Random(seed)
    foreign = wrong = 0
    for _ in range(switches):
        merchant_id = chance.choice(merchants)
        try:
            with tenant_context(merchant_id):
                if chance.random() < 0.1:
                    raise SlipError
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT merchant_id FROM merchants_auditentry WHERE action = 'seen'"
                    )
                    seen = [row[0] for row in cursor.fetchall()]
                foreign += sum(row != merchant_id for row in seen)
                wrong += len(seen) != ROWS
                if chance.random() < 0.1:
                    cursor.execute("SELECT 1 / 0") if chance.random() < 0.5 else connection.close()
                    raise SlipError
        except (SlipError, DatabaseError, InterfaceError):
            if chance.random() < 0.02:
                connection.close()
    return foreign, wrong


@pytest.mark.timeout(600)
def test_eight_threads_see_no_foreign_row(merchants):
    found = []

    def switch(seed):
        try:
            found.append(foreign_rows(merchants, seed, SWITCHES))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=switch, args=[seed]) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [(0, 0)] * 8


@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_four_forked_children_see_no_foreign_row(merchants):
    # As in a worker's prefork: what the parent opened must not be shared.
    connections.close_all()
    children = [_fork(merchants, seed) for seed in range(4)]

    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]

    assert codes == [0, 0, 0, 0]


def _fork(merchants, seed):
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        code = 0 if foreign_rows(merchants, seed, SWITCHES) == (0, 0) else 2
    finally:
        # Past everything that the parent's exit handlers would stop.
        os._exit(code)
