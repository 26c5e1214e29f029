"""Where every page, endpoint and socket lies."""

from django.contrib import admin
from django.urls import include, path

from chat.consumers import ChatConsumer
from edge.api import api
from edge.health import live, ready
from edge.pages import choose_theme

urlpatterns = [
    path("live", live, name="live"),
    path("ready", ready, name="ready"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("theme/", choose_theme, name="theme"),
    path("api/v1/", api.urls),
    path("", include("edge.merchants.urls")),
    path("", include("insights.urls")),
    path("", include("connectors.urls")),
    path("", include("chat.urls")),
]
handler400 = "edge.pages.bad_request"
handler403 = "edge.pages.forbidden"
handler404 = "edge.pages.not_found"
handler500 = "edge.pages.server_error"
websocket_urlpatterns = [path("ws/", ChatConsumer.as_asgi())]
