"""The staff admin as a site: entered by the one log-in, with a policy that lets its own scripts run."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from csp.constants import SELF
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
# Django's pages load their scripts as files and know no nonce.
SCRIPTS_OF_ITS_OWN = {"script-src": [SELF]}


class StaffSite(AdminSite):
    """The admin of our staff."""

    site_header = "Edge · staff"
    site_title = "Edge"
    index_title = "All merchants"
    site_url = None

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send strangers to the one log-in, which counts tries; everybody else who comes here is no staff."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(
            request.GET.get("next", request.get_full_path()), settings.LOGIN_URL
        )

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Guard a page, and let it load its scripts."""
        guarded = super().admin_view(view, cacheable)

        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = guarded(request, *args, **kwargs)
            response._csp_replace = SCRIPTS_OF_ITS_OWN  # type: ignore[attr-defined]  # read by django-csp
            return response

        return cast("View", page)
