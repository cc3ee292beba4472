"""/diagnostics/, its fragment, and "Measure now"."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.diagnostics.models import ProbeState
from apps.diagnostics.probes import PROBES
from apps.diagnostics.reading import State

BOARD, TABLE, MEASURE = (f"diagnostics:{name}" for name in ("board", "probe-table", "measure"))
HTMX = {"HX-Request": "true"}


@pytest.mark.django_db
def test_the_board_shows_every_probe_worst_first(viewer, readings):
    readings(erp=State.NOT_CONFIGURED, disk=State.BAD)
    response = viewer.get("/diagnostics/")
    page = response.content.decode()
    assert response.status_code == 200
    assert all(f'id="probe-{probe.name}"' in page for probe in PROBES)
    assert page.index('id="probe-disk"') < page.index('id="probe-postgresql"') < page.index('id="probe-erp"')
    assert "1 bad, 0 to watch" in page
    assert "Mend disk." in page
    assert "Mend postgresql." not in page, "what is good needs no advice"


@pytest.mark.django_db
def test_the_fragment_is_what_the_page_includes(viewer, readings):
    readings()
    fragment = viewer.get(reverse(TABLE)).content.decode()
    assert fragment.strip().startswith('<section id="probe-table"')
    assert "<html" not in fragment
    assert "All is well." in fragment


@pytest.mark.django_db
def test_fresh_readings_are_shown_without_measuring_and_without_a_query_per_probe(
    viewer, readings, django_assert_max_num_queries
):
    readings()
    before = list(ProbeState.objects.values())
    with django_assert_max_num_queries(6):
        viewer.get(reverse(TABLE))
    assert list(ProbeState.objects.values()) == before


@pytest.mark.django_db(transaction=True)
def test_stale_readings_are_measured_at_once(viewer, readings):
    readings(at=timezone.now() - timedelta(minutes=3))
    page = viewer.get(reverse(BOARD)).content.decode()
    assert "value of postgresql" not in page
    assert "version 1" in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("headers", "lands_on"), [({}, BOARD), (HTMX, TABLE)])
def test_measure_now(viewer, readings, headers, lands_on):
    readings()
    response = viewer.post(reverse(MEASURE), headers=headers)
    assert response.status_code == 302
    assert response.url == reverse(lands_on)
    assert "version 1" in viewer.get(response.url).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), [(BOARD, "post"), (TABLE, "post"), (MEASURE, "get")])
def test_the_other_method_is_refused(viewer, name, method):
    assert getattr(viewer, method)(reverse(name)).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "method"), [(BOARD, "get"), (TABLE, "get"), (MEASURE, "post")])
def test_who_may(name, method, nobody):
    stranger = getattr(Client(), method)(reverse(name))
    assert stranger.status_code == 302
    assert stranger.url.startswith(reverse("login"))
    assert getattr(nobody, method)(reverse(name)).status_code == 403


@pytest.mark.django_db
def test_measuring_needs_a_token(viewer):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(viewer.user)
    assert strict.post(reverse(MEASURE)).status_code == 403
