"""The second wall between merchants: the setting that row-level security reads, and the operations that build it.

The first wall is `.for_merchant(merchant)` on every query. This one makes a query fail, not answer 0 rows, where
code forgot the merchant.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

from django.db import connections, transaction

if TYPE_CHECKING:
    from edge.merchants.models import Merchant

P = ParamSpec("P")
T = TypeVar("T")
SETTING = "app.tenant"
SystemAccess = Literal["none", "read", "write"]

# Tables without row-level security, each with its reason. Every other table has it, or a test fails.
OUTSIDE_TENANCY = {
    "merchants_merchant": "found by id before any context exists; holds no trade data",
    "merchants_user": "a person may belong to several merchants",
    "merchants_user_groups": "staff permissions",
    "merchants_user_user_permissions": "staff permissions",
    "merchants_membership": "read to find out which merchants a person may enter",
    "merchants_invitation": "opened by a token before its person is a member",
    "merchants_apikey": "the key index: resolves a key to its merchant",
    "auth_group": "staff permissions",
    "auth_group_permissions": "staff permissions",
    "auth_permission": "Django's own",
    "django_admin_log": "staff actions, read by staff only",
    "django_content_type": "Django's own",
    "django_migrations": "Django's own",
    "django_session": "log-ins, before a merchant is known",
    "facts_stagedline": "COPY into a table under row-level security is refused; empty once its batch is published",
    "facts_stagedevent": "COPY into a table under row-level security is refused; empty once its batch is published",
    "account_emailaddress": "belongs to a person, not to a merchant",
    "account_emailconfirmation": "belongs to a person, not to a merchant",
}


class TenantMismatch(RuntimeError):
    """A context for one merchant was opened inside the context of another."""


def current_merchant_id(using: str = "default") -> int | None:
    """Return the merchant whose context is open on this thread's connection, or None."""
    found: int | None = getattr(connections[using], "edge_tenant", None)
    return found


@contextmanager
def tenant_context(merchant: "Merchant | int", *, using: str = "default") -> Iterator[int]:
    """Open a transaction in which the database shows the rows of one merchant and of no other.

    Nesting for the same merchant is a savepoint; for another it raises TenantMismatch. Consume every queryset
    inside the block: outside it the database refuses to answer. Never wait for a model or a network inside.
    """
    merchant_id = merchant if isinstance(merchant, int) else merchant.pk
    connection = connections[using]
    outer = current_merchant_id(using)
    if outer is not None and outer != merchant_id:
        raise TenantMismatch(
            f"merchant {merchant_id} asked for inside the context of merchant {outer}"
        )
    with transaction.atomic(using=using):
        if outer is not None:
            yield merchant_id
            return
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT set_config('{SETTING}', %s, true)", [str(merchant_id)])
        connection.edge_tenant = merchant_id  # type: ignore[attr-defined]  # lives as long as the transaction
        try:
            yield merchant_id
            if connection.in_atomic_block and len(connection.savepoint_ids) > 0:
                # Inside somebody's transaction the setting would outlive the block.
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT set_config('{SETTING}', '', true)")
        finally:
            connection.edge_tenant = None  # type: ignore[attr-defined]


# Own threads, so that a slow query of one turn does not hold up the single thread of `sync_to_async`.
_threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="tenant")


async def run_in_tenant(
    merchant_id: int, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run a sync function in a thread, inside the merchant's context, and give its connection back."""

    def call() -> T:
        try:
            with tenant_context(merchant_id):
                return function(*args, **kwargs)
        finally:
            connections.close_all()

    return await asyncio.get_running_loop().run_in_executor(_threads, call)


async def run_in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a sync function that opens its own contexts in a thread, and give its connections back."""

    def call() -> T:
        try:
            return function(*args, **kwargs)
        finally:
            connections.close_all()

    return await asyncio.get_running_loop().run_in_executor(_threads, call)


def policy_statements(
    table: str, *, column: str = "merchant_id", system: SystemAccess = "none"
) -> list[str]:
    """Return the SQL that puts a table under row-level security.

    The setting is read without missing-ok, so that no context is an error; in a sub-select, so that it is read once
    a statement and not once a row.
    """
    own = f"{column} = (SELECT current_setting('{SETTING}')::bigint)"
    statements = [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY tenant ON "{table}" TO edge_app, edge_owner USING ({own}) WITH CHECK ({own})',
    ]
    if system != "none":
        what = "SELECT" if system == "read" else "ALL"
        check = "" if system == "read" else " WITH CHECK (true)"
        statements.append(
            f'CREATE POLICY system ON "{table}" FOR {what} TO edge_system USING (true){check}'
        )
    else:
        statements.append(f'REVOKE ALL ON "{table}" FROM edge_system')
    return statements


def drop_statements(table: str) -> list[str]:
    """Return the SQL that takes a table out of row-level security again."""
    return [
        f'DROP POLICY IF EXISTS tenant ON "{table}"',
        f'DROP POLICY IF EXISTS system ON "{table}"',
        f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
    ]


def partition_statements(table: str, columns_sql: str, *, partitions: int = 16) -> list[str]:
    """Return the SQL that creates a table split by a hash of merchant_id.

    columns_sql: Django's own column list, with `id` declared as its primary key; here (merchant_id, id) becomes it.
    Identity columns on partitioned tables need Postgres 17, so `id` takes its default from a sequence. Grants are on
    the parent alone: a partition that could be read by name would not ask the parent's policies.
    """
    sequence = f"{table}_id_seq"
    plain = columns_sql.replace(
        '"id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY',
        '"id" bigint NOT NULL',
    )
    if plain == columns_sql:
        raise ValueError(f"{table}: the column id is not declared as expected: {columns_sql[:120]}")
    plain = plain.replace(
        '"id" bigint NOT NULL',
        f"\"id\" bigint NOT NULL DEFAULT nextval('{sequence}')",
        1,
    )
    names = [f"{table}_p{index:02d}" for index in range(partitions)]
    return [
        f'CREATE SEQUENCE "{sequence}" CACHE 64',
        f'CREATE TABLE "{table}" ({plain}, PRIMARY KEY (merchant_id, id)) PARTITION BY HASH (merchant_id)',
        f'ALTER SEQUENCE "{sequence}" OWNED BY "{table}"."id"',
        f'GRANT USAGE ON SEQUENCE "{sequence}" TO edge_app, edge_system',
        *(
            f'CREATE TABLE "{name}" PARTITION OF "{table}" FOR VALUES WITH (MODULUS {partitions}, REMAINDER {index})'
            for index, name in enumerate(names)
        ),
        *(f'REVOKE ALL ON "{name}" FROM edge_app, edge_system' for name in names),
    ]


def run_statements(execute: Callable[[str], Any], statements: Sequence[str]) -> None:
    """Execute each statement in turn."""
    for statement in statements:
        execute(statement)
