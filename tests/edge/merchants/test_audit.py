"""The audit log only grows."""

import pytest
from django.db import ProgrammingError, connection, connections

from edge.merchants import audit
from edge.merchants.models import AuditEntry


@pytest.fixture
def entry(merchant, in_tenant):
    audit.record("mara@example.test", merchant, "key.created", "key_1")
    with in_tenant(merchant):
        return AuditEntry.objects.get(merchant=merchant)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE merchants_auditentry SET actor = 'nobody'",
        "DELETE FROM merchants_auditentry",
        "TRUNCATE merchants_auditentry",
        "ALTER TABLE merchants_auditentry DISABLE TRIGGER ALL",
        "DROP TABLE merchants_auditentry",
    ],
)
def test_the_app_cannot_change_it(entry, merchant, in_tenant, statement):
    with pytest.raises(ProgrammingError), in_tenant(merchant), connection.cursor() as cursor:
        cursor.execute(statement)

    with in_tenant(merchant):
        assert AuditEntry.objects.get(pk=entry.pk).actor == "mara@example.test"


@pytest.mark.parametrize(
    "statement",
    ["UPDATE merchants_auditentry SET actor = 'nobody'", "DELETE FROM merchants_auditentry"],
)
def test_not_even_the_owner_of_the_tables_changes_it(entry, merchant, in_tenant, statement):
    with pytest.raises(ProgrammingError, match="append-only"), in_tenant(merchant, using="owner"):
        connections["owner"].cursor().execute(statement)


def test_a_merchant_reads_its_own_log_only(entry, other_merchant, in_tenant):
    with in_tenant(other_merchant):
        assert not AuditEntry.objects.filter(pk=entry.pk).exists()
