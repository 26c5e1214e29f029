"""What belongs to no area: the pages for requests that cannot be answered, and the choice of a theme."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from edge.lib.errors import NotFound
from edge.problem import problem_of

THEMES = ("light", "dark")
YEAR_S = 365 * 24 * 3600


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that the person's role does not allow."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for what is not there, or not theirs; a program gets the API's form of error."""
    if request.path.startswith("/api/"):
        return problem_of(request, NotFound("There is no such address."))
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a request that a bug of ours stopped; the page names the request's id for support."""
    return render(
        request, "500.html", {"request_id": getattr(request, "request_id", "")}, status=500
    )


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep a theme in a cookie, so that the server draws it and nothing flashes; "system" forgets it."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            "theme",
            theme,
            max_age=YEAR_S,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
