"""The number of a request: the same in the answer, in the server's log and in the change log."""

import logging

import pytest

from apps.people.models import Change
from apps.people.request_ids import InLogLines

pytestmark = pytest.mark.django_db


def test_a_refused_page_stands_in_the_log_with_its_number(viewer):
    lines = []
    handler = logging.Handler()
    handler.addFilter(InLogLines())
    handler.emit = lambda record: lines.append(record.request_id)
    logging.getLogger("django.request").addHandler(handler)
    try:
        answer = viewer.get("/people/changes/")
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert answer.status_code == 403
    assert lines == [answer["X-Request-ID"]]


def test_every_request_has_its_own_whatever_the_client_says(viewer):
    first, second = (viewer.get("/healthz", HTTP_X_REQUEST_ID="mine")["X-Request-ID"] for _ in range(2))
    assert len({first, second, "mine"}) == 3


def test_a_change_is_found_by_the_number_of_its_request(administrator, viewer):
    answer = administrator.post(f"/people/sessions/{viewer.user.pk}/end/")
    number = answer["X-Request-ID"]
    assert Change.objects.latest("id").request == number
    assert number in administrator.get("/people/changes/", {"text": number}).content.decode()
