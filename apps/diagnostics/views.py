"""The board."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.diagnostics import selectors, services

PATIENCE_SECONDS = 3.0
view_diagnostics = permission_required("diagnostics.view_diagnostics", raise_exception=True)


@require_safe
@view_diagnostics
def board(request: HttpRequest) -> HttpResponse:
    return render(request, "diagnostics/board.html", {"board": _fresh_board()})


@require_safe
@view_diagnostics
def probe_table(request: HttpRequest) -> HttpResponse:
    return render(request, "diagnostics/_probe_table.html", {"board": _fresh_board()})


@require_POST
@view_diagnostics
def measure(request: HttpRequest) -> HttpResponse:
    services.measure_within(PATIENCE_SECONDS)
    live = bool(request.htmx)  # type: ignore[attr-defined]
    return redirect("diagnostics:probe-table" if live else "diagnostics:board")


def _fresh_board() -> selectors.Board:
    """The board must be true without a task cluster too, so a stale one is measured first."""
    board = selectors.board()
    if not board.is_stale:
        return board
    services.measure_within(PATIENCE_SECONDS)
    return selectors.board()
