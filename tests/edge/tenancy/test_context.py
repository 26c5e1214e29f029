"""The second wall: the database answers for one merchant, and refuses where none is named."""

import asyncio

import pytest
from django.db import DataError, ProgrammingError, connection, connections, transaction

from edge.facts.models import Batch, Feed, MoneyEvent
from edge.merchants.models import AuditEntry
from edge.merchants.tenancy import (
    TenantMismatch,
    current_merchant_id,
    run_in_tenant,
    tenant_context,
)

REFUSALS = (DataError, ProgrammingError)


def make_event(merchant, document="D1"):
    with tenant_context(merchant):
        feed, _ = Feed.objects.get_or_create(
            merchant=merchant, kind="api", key="k", defaults={"name": "k"}
        )
        return MoneyEvent.objects.create(
            merchant=merchant,
            feed=feed,
            since_batch=1,
            identity="00000000-0000-0000-0000-000000000001",
            document=document,
            kind="sale",
            occurred_at="2026-11-20T09:30:00Z",
            business_date="2026-11-20",
            hour=10,
            currency="EUR",
            amount_minor=100,
        )


@pytest.fixture
def event(merchant):
    return make_event(merchant)


def raw(statement, params=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def test_without_a_merchant_there_is_an_error_not_an_empty_answer(event):
    connection.close()

    with pytest.raises(REFUSALS):
        MoneyEvent.objects.count()


def test_after_a_merchant_there_is_an_error_again(event, merchant):
    with tenant_context(merchant):
        assert MoneyEvent.objects.count() == 1

    with pytest.raises(REFUSALS):
        MoneyEvent.objects.count()


def test_a_queryset_made_inside_and_read_outside_fails(event, merchant):
    with tenant_context(merchant):
        lazy = MoneyEvent.objects.for_merchant(merchant).live()

    with pytest.raises(REFUSALS):
        list(lazy)


def test_a_cursor_left_open_does_not_outlive_its_context(event, merchant):
    with tenant_context(merchant):
        rows = MoneyEvent.objects.for_merchant(merchant).iterator(chunk_size=1)

    with pytest.raises(REFUSALS):
        next(rows)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM facts_moneyevent WHERE merchant_id = %s",
        "SELECT count(*) FROM facts_moneyevent WHERE merchant_id = %s OR true",
        "SELECT count(*) FROM facts_feed WHERE merchant_id = %s",
        "SELECT count(*) FROM (TABLE facts_moneyevent UNION ALL TABLE facts_moneyevent) u WHERE merchant_id = %s",
        "WITH w AS MATERIALIZED (SELECT * FROM facts_moneyevent) SELECT count(*) FROM w WHERE merchant_id = %s",
    ],
)
def test_raw_sql_in_ones_own_context_never_shows_another(
    event, merchant, other_merchant, statement
):
    with tenant_context(other_merchant):
        [(mine,)] = raw(f"{statement} AND merchant_id = {merchant.pk}", [merchant.pk])

    assert mine == 0


def test_a_row_of_another_merchant_can_neither_be_written_nor_moved(
    event, merchant, other_merchant
):
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        tenant_context(other_merchant),
    ):
        AuditEntry.objects.create(merchant=merchant, actor="x", action="y")
    with pytest.raises(ProgrammingError, match="row-level security"), tenant_context(merchant):
        MoneyEvent.objects.filter(pk=event.pk).update(merchant_id=other_merchant.pk)
    with tenant_context(other_merchant):
        assert MoneyEvent.objects.filter(pk=event.pk).update(amount_minor=1) == 0
        assert Batch.objects.filter(merchant=merchant).delete()[0] == 0

    with tenant_context(merchant):
        assert MoneyEvent.objects.get(pk=event.pk).amount_minor == 100


def test_another_merchants_context_inside_ones_own_is_refused(merchant, other_merchant):
    with tenant_context(merchant), pytest.raises(TenantMismatch), tenant_context(other_merchant):
        pass


def _spoil(event, merchant):
    with tenant_context(merchant):
        MoneyEvent.objects.filter(pk=event.pk).update(amount_minor=7)
        raise KeyError


def test_the_same_context_inside_is_a_savepoint(event, merchant):
    with tenant_context(merchant):
        with pytest.raises(KeyError):
            _spoil(event, merchant)
        assert current_merchant_id() == merchant.pk
        assert MoneyEvent.objects.get(pk=event.pk).amount_minor == 100


def test_inside_somebodys_transaction_the_setting_ends_with_the_block(event, merchant):
    with transaction.atomic():
        with tenant_context(merchant):
            assert MoneyEvent.objects.count() == 1

        with pytest.raises(REFUSALS), transaction.atomic():
            MoneyEvent.objects.count()


def test_an_error_inside_somebodys_transaction_leaves_no_setting(event, merchant):
    with transaction.atomic():
        with pytest.raises(KeyError), tenant_context(merchant):
            raise KeyError

        with pytest.raises(REFUSALS), transaction.atomic():
            MoneyEvent.objects.count()


def test_a_partition_cannot_be_read_by_its_own_name(event, merchant):
    with tenant_context(merchant):
        [(partition,)] = raw("SELECT tableoid::regclass::text FROM facts_moneyevent")

    with pytest.raises(ProgrammingError, match="permission denied"), tenant_context(merchant):
        raw(f"SELECT count(*) FROM {partition}")


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE edge_owner",
        "SET ROLE edge_system",
        "SET SESSION AUTHORIZATION edge_owner",
        "ALTER TABLE facts_moneyevent DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE mine (id int)",
        "SET row_security = off",
    ],
)
def test_no_statement_climbs_over_the_wall(event, merchant, other_merchant, statement):
    look = f"SELECT count(*) FROM facts_moneyevent WHERE merchant_id = {merchant.pk}"

    with pytest.raises(ProgrammingError), tenant_context(other_merchant):
        raw(f"{statement}; {look}")


def test_the_roles_may_no_more_than_they_must():
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname IN ('edge_app', 'edge_system', 'edge_owner') "
            "AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT member::regrole::text FROM pg_auth_members "
            "WHERE member IN ('edge_app'::regrole, 'edge_system'::regrole)"
        )
        assert cursor.fetchall() == []


async def test_a_thread_of_an_async_task_has_its_own_context(event, merchant, other_merchant):
    counts = await asyncio.gather(
        *(
            run_in_tenant(one.pk, MoneyEvent.objects.count)
            for one in [merchant, other_merchant] * 10
        )
    )

    assert counts == [1, 0] * 10
