"""The ASGI application: pages and API over HTTP, one socket over websocket."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edge.settings")
http = get_asgi_application()

# Imported after Django is set up: the consumers use models.
from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402

from edge.body_limit import BodyLimit  # noqa: E402
from edge.telemetry.logs import start_sentry  # noqa: E402
from edge.urls import websocket_urlpatterns  # noqa: E402

start_sentry(settings.SENTRY_DSN, release=settings.VERSION)
application = ProtocolTypeRouter(
    {
        "http": BodyLimit(http),
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter(websocket_urlpatterns))
        ),
    }
)
