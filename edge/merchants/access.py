"""The guarded doors: who asks, for which merchant, in which role; every request enters here."""

import functools
import inspect
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.template.response import SimpleTemplateResponse
from django.utils import translation
from django.utils.cache import patch_cache_control
from ninja.utils import check_csrf

from edge.lib.errors import MerchantMustAct, MustWait, NotAllowed, NotFound, NotLoggedIn
from edge.merchants import audit
from edge.merchants.keys import count_request, verify_key
from edge.merchants.models import ApiKey, Membership, Merchant, Role, User
from edge.merchants.roles import Scope, Sight, covers, may_see, may_see_metric, reaches
from edge.merchants.support_visit import open_visit
from edge.merchants.tenancy import tenant_context

SESSION_KEY = "merchant"
_SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Access:
    """Who asks and what they may: a member, the program behind a key, or support on a visit."""

    merchant: Merchant
    role: Role
    actor: str
    user: User | None = None
    key: ApiKey | None = None
    membership: Membership | None = None
    memberships: tuple[Membership, ...] = ()
    # Why our staff looks into these books; they may read, never write.
    visit_reason: str = ""

    def sees(self, sight: Sight) -> bool:
        """Return whether such figures may be shown."""
        return may_see(self.role, sight)

    def sees_metric(self, metric: str, by: str | None = None) -> bool:
        """Return whether a metric, broken down by a dimension, may be shown."""
        return may_see_metric(self.role, metric, by)

    @property
    def sees_payouts(self) -> bool:
        """Whether payouts have a place in the menu."""
        return self.sees(Sight.PAYOUTS)

    def require_sight(self, metric: str, by: str | None = None) -> None:
        """Raise NotAllowed where a metric, broken down or narrowed by a dimension, may not be shown."""
        if not self.sees_metric(metric, by):
            raise NotAllowed("Your role does not see these figures. Ask the owner of this shop.")

    def require(self, *, role: Role, scope: str, is_write: bool) -> None:
        """Raise NotAllowed where role, scopes or a read-only visit do not reach that far."""
        if self.key is not None:
            if not any(covers(granted, scope) for granted in self.key.scopes):
                raise NotAllowed(f"This key lacks the scope “{scope}”.")
        elif self.visit_reason and is_write:
            raise NotAllowed("A support visit may read, never change anything.")
        elif not reaches(self.role, role):
            raise NotAllowed("Your role at this shop does not reach this far. Ask its owner.")


def find_access(user: User | AnonymousUser, session: Mapping[str, Any]) -> Access | None:
    """Return a logged-in person's access to the merchant their session is at, or None.

    One query; memberships are read anew each time, so that a removal holds at once.
    """
    if not isinstance(user, User) or not user.is_active:
        return None
    visit = open_visit(user, session)
    if visit is not None:
        membership = Membership(merchant=visit.merchant, user=user, role=Role.OWNER)
        return Access(
            visit.merchant,
            Role.OWNER,
            user.email,
            user=user,
            membership=membership,
            visit_reason=visit.reason,
        )
    found = tuple(
        Membership.objects.filter(user=user).select_related("merchant").order_by("created_at", "pk")
    )
    if not found:
        return None
    chosen = session.get(SESSION_KEY)
    membership = next((one for one in found if one.merchant.public_id == chosen), found[0])
    return Access(
        membership.merchant,
        Role(membership.role),
        user.email,
        user=user,
        membership=membership,
        memberships=found,
    )


def key_access(token: str) -> Access:
    """Return the access that a bearer token gives; raises NotLoggedIn."""
    key = verify_key(token)
    # A key sees what its scopes open, so no sight is kept from it; people are for `admin` alone.
    role = Role.OWNER if Scope.ADMIN in key.scopes else Role.MANAGER
    return Access(key.merchant, role, key.public_id, key=key)


def identify(request: HttpRequest) -> Access:
    """Return who calls the API: a key, else the logged-in person, whose writes need a CSRF token.

    Raises NotLoggedIn, NotAllowed (CSRF) or NotFound (a person without a merchant).
    """
    known: Access | None = getattr(request, "access", None)
    if known is not None:
        return known
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer":
            raise NotLoggedIn("Send the key as “Authorization: Bearer sk-edge-…”.")
        access = key_access(token.strip())
        if access.key is not None:
            count_request(access.key)
    else:
        access = _session_access(request)
    _attach(request, access)
    return access


def _session_access(request: HttpRequest) -> Access:
    if not request.user.is_authenticated:
        raise NotLoggedIn("Log in, or send a key as “Authorization: Bearer sk-edge-…”.")
    if check_csrf(request) is not None:
        raise NotAllowed("This did not come from a page of Edge; reload the page and try again.")
    access = find_access(request.user, request.session)
    if access is None:
        raise NotFound("You are not a member of any shop yet.")
    return access


def merchant_for(
    request: HttpRequest, *, role: Role = Role.STAFF, scope: str = Scope.READ
) -> Merchant:
    """Return the merchant of an API request whose sender's role or scopes reach that far.

    Open `tenant_context(merchant)` for what follows. Raises NotLoggedIn, NotAllowed, NotFound.
    """
    access = identify(request)
    access.require(role=role, scope=scope, is_write=request.method not in _SAFE)
    if access.visit_reason:
        _record_visit(access, request)
    return access.merchant


def access_of(request: HttpRequest) -> Access:
    """Return the access that the guard of this page or endpoint found."""
    access: Access = request.access  # type: ignore[attr-defined]  # set by every guard
    return access


def _attach(request: HttpRequest, access: Access) -> None:
    # Read by templates (rail, banners), by views and by the API's operations.
    request.access = access  # type: ignore[attr-defined]  # set here for every guarded request
    request.merchant = access.merchant  # type: ignore[attr-defined]
    request.membership = access.membership  # type: ignore[attr-defined]
    request.memberships = access.memberships  # type: ignore[attr-defined]


def _record_visit(access: Access, request: HttpRequest) -> None:
    audit.record_support(
        access.actor,
        access.merchant,
        "support.read",
        reason=access.visit_reason,
        target=request.path,
    )


def merchant_endpoint(
    *, role: Role = Role.STAFF, scope: str = Scope.READ
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Guard an API operation: `operation(request, merchant, …)` runs inside the merchant's context.

    Stands under the router's decorator. Return plain values: later there is no context.
    """

    def guard(operation: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(operation)
        def call(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            merchant = merchant_for(request, role=role, scope=scope)
            with tenant_context(merchant):
                return operation(request, merchant, *args, **kwargs)

        # The router reads parameters off the signature: the merchant is none of them.
        signature = inspect.signature(operation)
        parameters = list(signature.parameters.values())
        call.__signature__ = signature.replace(  # type: ignore[attr-defined]  # read by inspect
            parameters=[parameters[0], *parameters[2:]]
        )
        return call

    return guard


def merchant_page(
    *, role: Role = Role.STAFF, is_in_context: bool = True
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Guard a page: `view(request, merchant, …)` runs inside the merchant's context.

    Strangers go to the log-in, people without a merchant to the first run. What is not there or
    belongs to another merchant is a 404, what the role does not reach a 403.
    is_in_context: False leaves opening the context to a view that first does something slow.
    """

    def guard(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_login(request)
            access = find_access(request.user, request.session)
            if access is None:
                return redirect("first_run")
            _attach(request, access)
            _speak(request, access.merchant)
            try:
                access.require(role=role, scope=Scope.ADMIN, is_write=request.method not in _SAFE)
                if access.visit_reason:
                    with tenant_context(access.merchant):
                        _record_visit(access, request)
                with tenant_context(access.merchant) if is_in_context else nullcontext():
                    response = view(request, access.merchant, *args, **kwargs)
                    if isinstance(response, SimpleTemplateResponse):
                        # Rendered here, where its querysets still have a context.
                        response.render()
            except (MerchantMustAct, MustWait) as refused:
                response = _refuse(request, refused)
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, private=True, no_cache=True)
            return response

        return page

    return guard


def _refuse(request: HttpRequest, refused: MerchantMustAct | MustWait) -> HttpResponse:
    """Return the page for an error that a view did not tell by itself.

    What is not there, or not theirs, raises Http404, what the role does not reach PermissionDenied: Django has pages
    for both.
    """
    if isinstance(refused, NotFound):
        raise Http404(refused.log_text) from refused
    if isinstance(refused, NotAllowed):
        raise PermissionDenied(refused.log_text) from refused
    if isinstance(refused, MustWait):
        response = render(request, "429.html", status=refused.status)
        response["Retry-After"] = str(max(1, round(refused.retry_after_s)))
        return response
    return render(request, "400.html", status=refused.status)


def to_login(request: HttpRequest) -> HttpResponseBase:
    """Send a stranger to the log-in and back; a fragment's request moves the whole page there."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)})
    return redirect_to_login(request.get_full_path())


def _speak(request: HttpRequest, merchant: Merchant) -> None:
    """Answer in the language that the person chose, else in the merchant's."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(merchant.language)
        request.LANGUAGE_CODE = translation.get_language() or merchant.language
