"""What load balancers and supervisors ask. Open to everybody, so an answer is one fixed sentence."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.catalog.errors import Refusal
from apps.diagnostics.runner import within
from apps.models.serving import NoActiveVersion, active_predictor

READY_SECONDS = 3.0
PLAIN = "text/plain; charset=utf-8"


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """This process is alive."""
    return HttpResponse("alive\n", content_type=PLAIN)


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """This process can serve: the database answers and the active version, if there is one, is loaded."""
    fault = within(READY_SECONDS, _fault, otherwise="No answer in time; a model version may still be loading.")
    return HttpResponse(f"{fault or 'ready'}\n", content_type=PLAIN, status=503 if fault else 200)


def _fault() -> str:
    try:
        active_predictor()
    except NoActiveVersion:
        return ""
    except Refusal:
        return "The active model version cannot be loaded; /diagnostics/ says why."
    except (DatabaseError, InterfaceError):
        return "The database does not answer as it should; manage.py diagnose says why."
    return ""
