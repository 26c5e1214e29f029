"""The test session: real embedded services of its own, the app's own database role, no network."""

import contextlib
import ipaddress
import os
import shutil
import socket
import tempfile
import time
from pathlib import Path

import pytest

from edge import embedded

PREFIX = "edge-tests-"
ADDRESSES = (
    "DATABASE_URL",
    "DATABASE_SYSTEM_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "BROKER_URL",
    "OPENAI_BASE_URL",
    "OPENAI_API_KEY",
    "SMTP_HOST",
    "SENTRY_DSN",
)
_session: dict[str, embedded.Joined] = {}


def pytest_configure(config):
    """Start the services before Django reads its settings; whatever addresses the shell has are not for tests."""
    for name in ADDRESSES:
        os.environ.pop(name, None)
    clear_killed_sessions()
    home = tempfile.mkdtemp(prefix=PREFIX)
    os.environ["EDGE_HOME"] = home
    _session["services"] = embedded.join(durable=False)
    os.environ["DJANGO_SETTINGS_MODULE"] = "edge.settings"
    # Only now: test modules import models at their top, and the settings read the addresses set above.
    import django

    django.setup()


def pytest_unconfigure(config):
    services = _session.pop("services", None)
    if services and services.leave():
        shutil.rmtree(services.home, ignore_errors=True)


def clear_killed_sessions():
    """Stop and remove what a killed test session left behind."""
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        # A young one may be about to take its lease.
        if time.time() - home.stat().st_mtime < 60:
            continue
        left = embedded.Joined(home, durable=False, wants_postgres=False, wants_redis=False)
        if left.leave():
            shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Migrate as the owner, in the session's own cluster; the tests then run as edge_app."""
    # Django is set up after this file is imported.
    from edge.schema import bring_up_to_date

    with django_db_blocker.unblock():
        bring_up_to_date()


@pytest.fixture(scope="session", autouse=True)
def _no_network():
    """Refuse every connection that leaves this machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def refuse(self, address):
        if self.family != socket.AF_UNIX and not _is_loopback(address[0]):
            raise RuntimeError(
                f"A test tried to reach {address[0]}. Use httpx.MockTransport for a source, the scripted model "
                "server for a model, or a server of your own on 127.0.0.1."
            )

    def guarded(self, address):
        refuse(self, address)
        return connect(self, address)

    def guarded_ex(self, address):
        refuse(self, address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords(django_test_environment):
    """Hash passwords cheaply: half a second for each person that a test makes adds up to minutes."""
    from django.test.utils import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


def _is_loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture
def _django_db_helper():
    """Replace pytest-django's wrapping: nothing is rolled back or flushed (the app's role may not truncate).

    Tenancy is what keeps tests apart: each makes its own merchants.
    """


@pytest.fixture(autouse=True)
def _database(django_db_setup, django_db_blocker):
    """Give every test the database, and see that it leaves no transaction open."""
    from django.db import connections

    with django_db_blocker.unblock():
        yield
        left_open = [alias for alias in connections if connections[alias].in_atomic_block]
        for alias in left_open:
            connections[alias].close()
    assert not left_open, f"The test left a transaction open on {left_open}."


@pytest.fixture(autouse=True)
def _channel_layer():
    """Give every test a channel layer of its own: its locks belong to the event loop of one test."""
    from channels.layers import channel_layers

    channel_layers.backends.clear()


@pytest.fixture
def make_merchant():
    from tests import factories

    return factories.make_merchant


@pytest.fixture
def make_user():
    from tests import factories

    return factories.make_user


@pytest.fixture
def make_member():
    from tests import factories

    return factories.make_member


@pytest.fixture
def merchant(make_merchant):
    return make_merchant()


@pytest.fixture
def other_merchant(make_merchant):
    return make_merchant()


@pytest.fixture
def in_tenant():
    """Return `tenant_context`: `with in_tenant(merchant): …`."""
    from edge.merchants.tenancy import tenant_context

    return tenant_context


@pytest.fixture
def scripted_model(settings):
    """Return a function that serves a model with scripted answers over HTTP and points the settings at it."""
    from tests.model_server import ScriptedModel, serve

    with contextlib.ExitStack() as running:

        def start(*answers):
            model = running.enter_context(serve(ScriptedModel(*answers)))
            settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = model.base_url, "test"
            return model

        yield start
