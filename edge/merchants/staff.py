"""What every page of the staff admin shares: read-only, across merchants as edge_system, fast, with reasons."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db import connections, models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from edge.lib.errors import EdgeError
from edge.merchants.models import Merchant

M = TypeVar("M", bound=models.Model)
if TYPE_CHECKING:
    TypedAdmin = admin.ModelAdmin
    TypedPaginator = Paginator
else:
    # Generic for the type checker only; at run time the brackets must do nothing.
    class TypedAdmin(admin.ModelAdmin):
        def __class_getitem__(cls, _item):
            return cls

    class TypedPaginator(Paginator):
        def __class_getitem__(cls, _item):
            return cls


SYSTEM = "system"
# Beyond that, nobody pages: "more than ten thousand" is as good as the number, and much cheaper.
COUNTED = 10_000


class QuickPaginator(TypedPaginator[M]):
    """Counts a whole table by the planner's estimate, and a filtered one only up to ten thousand."""

    @cached_property
    def count(self) -> int:
        """Return how many rows there are, roughly where they are many."""
        rows = self.object_list
        assert isinstance(rows, models.QuerySet)  # noqa: S101 -- the change list pages querysets alone
        counted = rows.order_by()[: COUNTED + 1].count()
        if counted <= COUNTED or rows.query.where:
            return counted
        with connections[SYSTEM].cursor() as cursor:
            cursor.execute(
                "SELECT reltuples::bigint FROM pg_class WHERE relname = %s",
                [rows.model._meta.db_table],
            )
            return max(counted, int(cursor.fetchone()[0]))


class StaffAdmin(TypedAdmin[M]):
    """A read-only list of one kind of row of all merchants, found by a merchant or by the row's public id."""

    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 50
    paginator = QuickPaginator
    ordering: ClassVar[list[str]] = ["-pk"]
    search_fields = ("public_id",)
    search_help_text = "a merchant's id or short name, or the row's own id"
    # What its change page would show is the merchant's own words: those are read on a visit, with a reason.
    holds_content = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[M]:
        """Return the rows of every merchant."""
        return super().get_queryset(request).using(SYSTEM)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[M], search_term: str
    ) -> tuple[models.QuerySet[M], bool]:
        """Return the rows of the merchant that is named, else the row that is; both by an index."""
        term = search_term.strip()
        if not term:
            return queryset, False
        merchant = Merchant.objects.filter(models.Q(public_id=term) | models.Q(slug=term)).first()
        if merchant is not None and self.model is not Merchant:
            return queryset.filter(merchant=merchant), False
        return queryset.filter(**{f"{self.search_fields[0]}__exact": term}), False

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        """Add nothing by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Change nothing by hand: what staff may do has a verb, a reason and a record."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Delete nothing by hand."""
        return False

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """Link to no page that would show a merchant's own words."""
        return None if self.holds_content else super().get_list_display_links(request, list_display)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one row, unless it holds a merchant's own words."""
        if self.holds_content:
            raise Http404
        return super().change_view(request, object_id, form_url, extra_context)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The merchant can read it in its audit log.",
    )


def deed_link(row: models.Model, name: str, words: str) -> SafeString:
    """Return a link to the page that asks why."""
    options = row._meta
    address = reverse(f"admin:{options.app_label}_{options.model_name}_{name}", args=[row.pk])
    return format_html('<a href="{}">{}</a>', address, words)


def reason_url(
    page: "StaffAdmin[Any]", name: str, deed: Callable[[HttpRequest, Any, str], str]
) -> URLPattern:
    """Return an admin address that asks for a reason, then does `deed(request, row, reason)` and goes where it says.

    deed: returns the address to go to; an EdgeError is told on the page.
    """
    options = page.model._meta

    def view(request: HttpRequest, object_id: str) -> HttpResponse:
        row = page.get_object(request, object_id)
        if row is None or not page.has_view_permission(request, row):
            raise Http404
        form = ReasonForm(request.POST or None)
        if form.is_valid():
            try:
                return redirect(deed(request, row, form.cleaned_data["reason"]))
            except EdgeError as refused:
                messages.error(request, refused.merchant_text)
        shown = page.admin_site.each_context(request) | {
            "form": form,
            "row": row,
            "opts": options,
            "title": name,
        }
        return render(request, "admin/reason.html", shown)

    return path(
        f"<path:object_id>/{name}/",
        page.admin_site.admin_view(view),
        name=f"{options.app_label}_{options.model_name}_{name}",
    )
