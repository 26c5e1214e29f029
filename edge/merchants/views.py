"""The pages of a shop's own affairs: first run, settings, people, keys, audit log, switching shops."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from edge.lib.errors import EdgeError, NotAllowed, NotFound
from edge.merchants import keys, members, profile
from edge.merchants.access import SESSION_KEY, access_of, find_access, merchant_page, to_login
from edge.merchants.audit import entries_of
from edge.merchants.forms import InviteForm, KeyForm, ProfileForm, RoleForm, SettingsForm
from edge.merchants.models import ApiKey, Merchant, Role, User
from edge.merchants.regions import suggest
from edge.merchants.roles import ROLE_NAMES, reaches
from edge.merchants.support_visit import end_visit


@login_required
def first_run(request: HttpRequest) -> HttpResponse:
    """Ask the little that a shop's books need, and open them."""
    guess = suggest(
        request.headers.get("Accept-Language", ""), [get_language() or "en", "en", "de"]
    )
    form = ProfileForm(request.POST or None, initial=guess.__dict__ | {"business_type": "cafe"})
    if form.is_valid():
        user = _person(request)
        opened = profile.open_merchant(form.profile(), owner=user, actor=user.email)
        request.session[SESSION_KEY] = opened.public_id
        return redirect("home")
    return render(
        request, "merchants/first_run.html", {"form": form}, status=422 if form.errors else 200
    )


@require_POST
@login_required
def switch_merchant(request: HttpRequest) -> HttpResponse:
    """Go over to another of one's shops."""
    chosen = request.POST.get("merchant", "")
    access = find_access(_person(request), {SESSION_KEY: chosen})
    if access is None or access.merchant.public_id != chosen:
        raise Http404
    request.session[SESSION_KEY] = chosen
    return redirect("home")


@merchant_page()
def settings_page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Show what the shop has told of itself, and let managers change it."""
    is_editable = reaches(access_of(request).role, Role.MANAGER)
    form = SettingsForm(request.POST or None, merchant=merchant)
    if form.is_bound and not is_editable:
        raise NotAllowed("a manager's page")
    if form.is_valid():
        try:
            is_redated = profile.change_profile(
                merchant, form.profile(), actor=_person(request).email
            )
        except EdgeError as refused:
            form.add_error(None, refused.merchant_text)
        else:
            saved = _("Saved. I am sorting your sales into their new days; that takes a moment.")
            messages.success(request, saved if is_redated else _("Saved."))
            return redirect("settings")
    page = {"form": form, "merchant": merchant, "is_editable": is_editable}
    return render(request, "merchants/settings.html", page, status=422 if form.errors else 200)


@merchant_page(role=Role.MANAGER)
def members_page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """List the people of the shop."""
    return _members(request, merchant, InviteForm())


@require_POST
@merchant_page(role=Role.OWNER)
def invite_member(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Invite somebody by mail."""
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            invitation = members.invite(
                merchant,
                form.guest(),
                by=_person(request),
                link_for=lambda token: request.build_absolute_uri(
                    reverse("invitation", args=[token])
                ),
            )
        except EdgeError as refused:
            form.add_error(None, refused.merchant_text)
        else:
            messages.success(
                request,
                _("The invitation is on its way to %(email)s.") % {"email": invitation.email},
            )
            return redirect("members")
    return _members(request, merchant, form)


def _members(request: HttpRequest, merchant: Merchant, form: InviteForm) -> HttpResponse:
    page = {
        "form": form,
        "members": members.members_of(merchant),
        "invitations": members.open_invitations(merchant),
        "roles": ROLE_NAMES.items(),
        "merchant": merchant,
    }
    return render(request, "merchants/members.html", page, status=422 if form.errors else 200)


@require_POST
@merchant_page(role=Role.OWNER)
def change_role(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Give a member another role."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise NotFound("no such member or role")
    role = Role(form.cleaned_data["role"])
    try:
        members.change_role(
            merchant, form.cleaned_data["email"].lower(), role, actor=_person(request).email
        )
        messages.success(request, _("Saved."))
    except EdgeError as refused:
        _tell(request, refused)
    return redirect("members")


@require_POST
@merchant_page(role=Role.OWNER)
def remove_member(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Take a member out."""
    try:
        members.remove(
            merchant, request.POST.get("email", "").lower(), actor=_person(request).email
        )
        messages.success(request, _("Taken out. The audit log keeps what they did."))
    except EdgeError as refused:
        _tell(request, refused)
    return redirect("members")


@require_POST
@merchant_page()
def leave(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Leave the shop oneself."""
    try:
        members.remove(merchant, _person(request).email, actor=_person(request).email)
    except EdgeError as refused:
        _tell(request, refused)
        return redirect("members")
    request.session.pop(SESSION_KEY, None)
    return redirect("home")


@require_POST
@merchant_page(role=Role.OWNER)
def withdraw_invitation(request: HttpRequest, merchant: Merchant, public_id: str) -> HttpResponse:
    """Take an invitation back."""
    members.withdraw(merchant, public_id, actor=_person(request).email)
    messages.success(request, _("Withdrawn: the link no longer works."))
    return redirect("members")


def join(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show an invitation, and accept it."""
    try:
        invitation = members.find_invitation(token)
        if request.method == "POST":
            if not request.user.is_authenticated:
                return to_login(request)
            membership = members.accept(token, request.user)
            request.session[SESSION_KEY] = membership.merchant.public_id
            return redirect("home")
    except EdgeError as refused:
        return render(
            request,
            "merchants/join.html",
            {"refused": refused.merchant_text},
            status=refused.status,
        )
    page = {"invitation": invitation, "role": ROLE_NAMES[invitation.role]}
    response = render(request, "merchants/join.html", page)
    response["Referrer-Policy"] = "no-referrer"
    return response


@merchant_page(role=Role.OWNER)
def keys_page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """List the keys, and create one; its text is shown on this answer and never again."""
    form = KeyForm(request.POST or None)
    text = ""
    if form.is_valid():
        try:
            user = _person(request)
            _key, text = keys.create_key(merchant, form.wish(), actor=user.email, by=user)
            form = KeyForm()
        except EdgeError as refused:
            form.add_error(None, refused.merchant_text)
    page = {
        "form": form,
        "text": text,
        "keys": list(ApiKey.objects.filter(merchant=merchant).order_by("-created_at")),
        "merchant": merchant,
    }
    response = render(request, "merchants/keys.html", page, status=422 if form.errors else 200)
    if text:
        response["Cache-Control"] = "no-store"
    return response


@require_POST
@merchant_page(role=Role.OWNER)
def revoke_key(request: HttpRequest, merchant: Merchant, public_id: str) -> HttpResponse:
    """Revoke a key."""
    keys.revoke_key(public_id, actor=_person(request).email, merchant=merchant)
    messages.success(request, _("Revoked. It works nowhere any more."))
    return redirect("keys")


@require_safe
@merchant_page(role=Role.OWNER)
def audit_page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Show who did what, newest first."""
    page = entries_of(merchant, request.GET.get("page", "1"))
    return render(request, "merchants/audit.html", {"page": page, "merchant": merchant})


@require_POST
@login_required
def close_visit(request: HttpRequest) -> HttpResponse:
    """End a support visit."""
    end_visit(_person(request), request.session)
    return redirect("admin:merchants_merchant_changelist")


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 -- every door above lets in people alone
    return request.user


def _tell(request: HttpRequest, refused: EdgeError) -> None:
    messages.error(request, refused.merchant_text)
