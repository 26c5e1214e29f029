"""Who gets in where: strangers, people without a shop, roles, other people's shops, support."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from edge.lib.errors import InvalidRequest, NotAllowed, NotFound, RateLimited
from edge.merchants.access import SESSION_KEY, find_access, merchant_page
from edge.merchants.models import AuditEntry, Membership, Role
from edge.merchants.roles import covers, may_see_metric
from edge.merchants.support_visit import begin_visit, open_visit
from edge.merchants.tenancy import current_merchant_id


def request_of(user, method="get", **session):
    request = getattr(RequestFactory(), method)("/somewhere/")
    request.user, request.session = user, session
    return request


def page(role=Role.STAFF, seen=None):
    @merchant_page(role=role)
    def view(request, merchant):
        if seen is not None:
            seen.append((merchant.pk, current_merchant_id(), request.membership.role))
        return HttpResponse("ok")

    return view


def test_a_view_runs_inside_its_merchants_context(make_member):
    member = make_member()
    seen = []

    response = page(seen=seen)(request_of(member.user))

    assert response.status_code == 200
    assert seen == [(member.merchant_id, member.merchant_id, Role.OWNER)]
    assert current_merchant_id() is None
    assert response["Cache-Control"] == "private, no-cache"


def test_a_stranger_goes_to_the_log_in_and_back(client):
    response = client.get("/settings/")

    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/settings/"


def test_a_fragment_of_a_logged_out_page_moves_the_whole_page(client):
    response = client.get("/settings/", headers={"HX-Request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (401, "/accounts/login/")


def test_somebody_without_a_shop_opens_one_first(client, make_user):
    client.force_login(make_user())

    response = client.get("/settings/")

    assert response["Location"] == "/welcome/"


def test_a_disabled_person_is_nobody(make_member):
    member = make_member()
    member.user.is_active = False

    assert find_access(member.user, {}) is None


def test_the_session_chooses_among_ones_own_shops_only(make_member, other_merchant):
    member = make_member()
    second = make_member(user=member.user)

    assert (
        find_access(member.user, {SESSION_KEY: second.merchant.public_id}).merchant
        == second.merchant
    )
    assert (
        find_access(member.user, {SESSION_KEY: other_merchant.public_id}).merchant
        == member.merchant
    )


def test_a_removed_member_is_out_at_once(make_member, client):
    member = make_member()
    client.force_login(member.user)
    assert client.get("/settings/").status_code == 200

    Membership.objects.filter(pk=member.pk).delete()

    assert client.get("/settings/")["Location"] == "/welcome/"


REACH = {
    "/settings/": {"owner": 200, "manager": 200, "accountant": 200, "staff": 200},
    "/settings/people/": {"owner": 200, "manager": 200, "accountant": 403, "staff": 403},
    "/settings/keys/": {"owner": 200, "manager": 403, "accountant": 403, "staff": 403},
    "/settings/audit/": {"owner": 200, "manager": 403, "accountant": 403, "staff": 403},
}


@pytest.mark.parametrize(
    ("path", "role", "status"), [(p, r, s) for p, row in REACH.items() for r, s in row.items()]
)
def test_roles_reach_what_the_table_says(client, make_member, path, role, status):
    client.force_login(make_member(role=role).user)

    assert client.get(path).status_code == status


POSTS = {
    "/settings/": {"manager", "owner"},
    "/settings/people/invite/": {"owner"},
    "/settings/people/role/": {"owner"},
    "/settings/people/remove/": {"owner"},
    "/settings/keys/": {"owner"},
}


@pytest.mark.parametrize(("path", "role"), [(path, role) for path in POSTS for role in Role.values])
def test_roles_change_only_what_the_table_says(client, make_member, path, role):
    client.force_login(make_member(role=role).user)

    refused = client.post(path, {"x": "y"}).status_code == 403

    assert refused == (role not in POSTS[path])


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize(
    ("metric", "by"),
    [
        ("fees", None),
        ("payouts", None),
        ("tips", None),
        ("net_sales", "staff"),
        ("net_sales", None),
    ],
)
def test_staff_do_not_see_costs_payouts_and_others_tips(role, metric, by):
    is_open = (metric, by) == ("net_sales", None)

    assert may_see_metric(Role(role), metric, by) == (is_open or role != Role.STAFF)


@pytest.mark.parametrize(
    ("granted", "needed", "reaches"),
    [
        ("read", "read", True),
        ("read", "read:metrics", True),
        ("read:metrics", "read", False),
        ("read", "write", False),
        ("rea", "read", False),
        ("admin", "llm", True),
    ],
)
def test_a_finer_scope_is_covered_by_the_one_before_its_colon(granted, needed, reaches):
    assert covers(granted, needed) is reaches


def test_a_lazy_page_is_rendered_inside_the_context(make_member):
    from django.template.response import TemplateResponse

    @merchant_page()
    def view(request, merchant):
        entries = AuditEntry.objects.filter(merchant=merchant)
        return TemplateResponse(request, "merchants/mail/invitation.txt", {"link": entries.count})

    assert view(request_of(make_member().user)).content


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("gone"), 404),
        (NotAllowed("no"), 403),
        (InvalidRequest("what?"), 422),
        (RateLimited("slowly", retry_after_s=7), 429),
    ],
)
def test_an_error_that_a_view_does_not_tell_has_a_page(make_member, error, status):
    def view(request, merchant):
        raise error

    guarded = merchant_page()(view)
    request = request_of(make_member().user)
    request.META["HTTP_ACCEPT_LANGUAGE"] = "en"

    response = response_for_exception_of(guarded, request)

    assert response.status_code == status
    assert response.get("Retry-After", "7") == "7"


def response_for_exception_of(view, request):
    from django.core.handlers.exception import response_for_exception

    try:
        return view(request)
    except Exception as raised:  # noqa: BLE001 -- as Django's own handler does
        return response_for_exception(request, raised)


def test_the_menu_leads_nowhere_one_may_not_go(client, make_member):
    client.force_login(make_member(role=Role.STAFF).user)

    page = client.get("/settings/").content.decode()

    assert 'href="/insights/"' in page
    assert 'href="/payouts/"' not in page


class TestSupport:
    @pytest.fixture
    def staff(self, make_user):
        return make_user(is_staff=True)

    def test_a_visit_needs_a_reason(self, staff, merchant, in_tenant):
        session = {}

        with pytest.raises(InvalidRequest):
            begin_visit(staff, merchant, session, reason="because")

        assert session == {}
        with in_tenant(merchant):
            assert not AuditEntry.objects.filter(merchant=merchant).exists()

    def test_a_visit_is_for_staff_alone(self, make_user, merchant):
        with pytest.raises(NotAllowed):
            begin_visit(make_user(), merchant, {}, reason="I would like to know")

    def test_a_visit_opens_one_shop_read_only_and_is_written_down(
        self, client, staff, merchant, in_tenant
    ):
        client.force_login(staff)
        session = client.session
        begin_visit(staff, merchant, session, reason="Ticket 4711: payout differs")
        session.save()

        seen = client.get("/settings/audit/")
        written = client.post("/settings/people/leave/")

        assert seen.status_code == 200
        assert "Ticket 4711: payout differs" in seen.content.decode()
        assert "Support visit at" in seen.content.decode()
        assert written.status_code == 403
        with in_tenant(merchant):
            told = list(
                AuditEntry.objects.filter(merchant=merchant)
                .order_by("pk")
                .values_list("action", "target", "reason")
            )
        assert told == [
            ("support.opened", "", "Ticket 4711: payout differs"),
            ("support.read", "/settings/audit/", "Ticket 4711: payout differs"),
        ]

    def test_a_visit_ends_by_itself(self, staff, merchant):
        session = {}
        begin_visit(staff, merchant, session, reason="Ticket 4711: payout differs")
        session["support_visit"]["until"] -= 31 * 60

        assert open_visit(staff, session) is None
        assert find_access(staff, session) is None

    def test_a_visit_ends_when_told(self, client, staff, merchant):
        client.force_login(staff)
        session = client.session
        begin_visit(staff, merchant, session, reason="Ticket 4711: payout differs")
        session.save()

        client.post("/settings/visit/close/")

        assert client.get("/settings/").headers["Location"] == "/welcome/"
