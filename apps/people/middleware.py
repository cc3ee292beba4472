"""What every request says to the logs."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from pghistory.middleware import HistoryMiddleware

from apps.people import request_ids

Answer = Callable[[HttpRequest], HttpResponse]


def number_requests(get_response: Answer) -> Answer:
    def answer(request: HttpRequest) -> HttpResponse:
        number = request_ids.new()
        response = get_response(request)
        response["X-Request-ID"] = number
        return response

    return answer


class ChangeLogMiddleware(HistoryMiddleware):
    """Tells PostgreSQL's triggers who is changing something, and in which request."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_context(request), "request": request_ids.current()}
