"""The house stays sound: arrows, sizes, names, and the two walls between merchants."""

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections

from edge.merchants.tenancy import OUTSIDE_TENANCY

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("edge", "insights", "connectors", "chat")
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
HEIGHTS = {
    "merchants": 1,
    "live": 2,
    "llm": 3,
    "retrieval": 4,
    "facts": 5,
    "insights": 6,
    "connectors": 6,
    "chat": 7,
}
BANNED_NAMES = {
    "utils",
    "helpers",
    "common",
    "base",
    "manager",
    "managers",
    "services",
    "selectors",
    "misc",
}
# sentry-sdk imports modules of these names wherever it finds them.
BANNED_TOP_LEVEL = {"rb", "arq", "ray"}
TOP_LEVEL = {
    *PACKAGES,
    "templates",
    "static",
    "tests",
    "docs",
    "deploy",
    ".ci",
    ".github",
    "manage.py",
    "pyproject.toml",
    "requirements.txt",
    "requirements-dev.txt",
    "Makefile",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    ".gitignore",
    ".gitattributes",
    ".dockerignore",
    ".pre-commit-config.yaml",
}


def source_files():
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def code_files():
    return [path for path in source_files() if "migrations" not in path.parts]


def modules_imported_by(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def short(path):
    return str(path.relative_to(ROOT))


def test_no_file_needs_a_table_of_contents():
    long = {
        short(path): lines
        for path in code_files()
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    }

    assert long == {}


def test_functions_fit_on_a_screen():
    long = {
        f"{short(path)}:{node.name}": length
        for path in code_files()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := node.end_lineno - node.lineno + 1) > LONGEST_FUNCTION
    }

    assert long == {}


def test_modules_are_named_by_what_they_do():
    named = [
        short(path)
        for path in source_files()
        if {path.stem, *path.relative_to(ROOT).parts[:-1]} & BANNED_NAMES
    ]

    assert named == []


def test_the_top_level_holds_what_the_design_names():
    tracked = {path.name for path in ROOT.iterdir() if path.name not in IGNORED}

    assert tracked - TOP_LEVEL == set()
    assert not tracked & BANNED_TOP_LEVEL


IGNORED = {
    ".git",
    ".venv",
    ".edge",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".import_linter_cache",
    ".hypothesis",
    "__pycache__",
}


def test_every_wire_file_is_in_the_contract_of_layers():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    top = contracts[0]["layers"][0]
    missing = [
        path.stem
        for path in (ROOT / "edge").glob("*.py")
        if f"edge.{path.stem}" not in top.split(" : ")
    ]

    assert missing == ["__init__"], (
        "name it in pyproject.toml, in the first layer of the first contract"
    )
    assert len(contracts) == 7


@pytest.mark.parametrize(
    "package", [*PACKAGES, "edge/llm", "edge/facts", "edge/merchants", "edge/live", "edge/lib"]
)
def test_packages_begin_empty_or_with_a_list(package):
    tree = ast.parse((ROOT / package / "__init__.py").read_text("utf-8"))

    assert [node for node in tree.body if not isinstance(node, ast.Expr)] == []


def test_only_the_providers_build_an_upstream_client():
    # The linter sees only whole packages; `openai.types` alone is allowed above.
    outside = [
        f"{short(path)}: {module}"
        for path in source_files()
        for module in modules_imported_by(path)
        if module.split(".")[0] in {"openai", "aiohttp"}
        and not module.startswith("openai.types")
        and "edge/llm/providers" not in short(path)
    ]

    assert outside == []


def test_only_lib_imports_httpx():
    outside = [
        short(path)
        for path in source_files()
        if "httpx" in {module.split(".")[0] for module in modules_imported_by(path)}
        and "edge/lib" not in short(path)
    ]

    assert outside == []


def test_foreign_keys_point_down():
    # A linter cannot see ForeignKey("insights.Insight").
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in HEIGHTS
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one or field.many_to_many)
        and field.concrete
        and (label := field.related_model._meta.app_label) in HEIGHTS
        and label != model._meta.app_label
        and HEIGHTS[label] >= HEIGHTS[model._meta.app_label]
    ]

    assert upward == []


def test_a_key_that_crosses_packages_leaves_nothing_on_the_other_side():
    named = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in HEIGHTS
        for field in model._meta.get_fields()
        if field.many_to_one
        and field.concrete
        and field.related_model._meta.app_label in HEIGHTS
        and field.related_model._meta.app_label != model._meta.app_label
        and not field.remote_field.hidden
    ]

    assert named == []


def rows(sql):
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


PARENTS_AND_PLAIN = """
    SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
           EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'merchant_id')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
"""


def test_every_table_is_under_row_level_security_or_in_the_list():
    unprotected = {name for name, is_protected, _ in rows(PARENTS_AND_PLAIN) if not is_protected}

    assert unprotected - set(OUTSIDE_TENANCY) == set()
    assert set(OUTSIDE_TENANCY) - unprotected == set(), "listed, but protected or not there"


def test_every_table_of_a_merchants_data_names_its_merchant():
    nameless = [
        name
        for name, is_protected, has_merchant in rows(PARENTS_AND_PLAIN)
        if is_protected and not has_merchant
    ]

    assert nameless == []


def test_policies_check_what_is_written_as_well_as_what_is_read():
    lax = rows(
        "SELECT tablename, policyname FROM pg_policies "
        "WHERE schemaname = 'public' AND cmd IN ('ALL', 'INSERT', 'UPDATE') AND with_check IS NULL"
    )

    assert lax == []


def test_the_wall_raises_without_a_merchant():
    # `current_setting(…, true)` would answer NULL, which shows as a confident 0.
    lax = [
        name
        for name, using in rows(
            "SELECT tablename, qual FROM pg_policies WHERE schemaname = 'public'"
        )
        if using and ", true" in using
    ]

    assert lax == []


def test_a_partition_cannot_be_read_by_its_own_name():
    open_to = rows(
        "SELECT c.relname, r.rolname FROM pg_class c CROSS JOIN pg_roles r "
        "WHERE c.relispartition AND c.relkind = 'r' AND r.rolname IN ('edge_app', 'edge_system') "
        "AND has_table_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, DELETE')"
    )

    assert open_to == []


def test_no_view_shows_more_than_its_reader_may_see():
    # A view reads as its owner, a materialised one shows everything to everyone.
    loose = rows(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'public' AND (c.relkind = 'm' OR c.relkind = 'v' "
        "AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false))"
    )

    assert loose == []


def test_partitioned_tables_have_sixteen_partitions():
    counts = rows(
        "SELECT p.relname, count(*) FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent "
        "WHERE p.relkind = 'p' GROUP BY 1"
    )

    assert counts
    assert {count for _, count in counts} == {16}


def test_columns_of_models_and_tables_agree():
    # The partitioned tables are made by our own operation, which must not drift from Django's models.
    in_database = {}
    for table, column in rows(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    ):
        in_database.setdefault(table, set()).add(column)

    differing = {
        model._meta.db_table: {field.column for field in model._meta.local_concrete_fields}
        ^ in_database.get(model._meta.db_table, set())
        for model in apps.get_models()
        if model._meta.managed
    }

    assert {table: columns for table, columns in differing.items() if columns} == {}
