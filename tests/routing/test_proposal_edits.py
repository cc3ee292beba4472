"""Edits of a proposal: cells and steps, with and without JavaScript, and two people at once."""

import pytest
from django.contrib.messages import get_messages

from apps.routing.editing.commands import Change, SetNote
from apps.routing.models import OperationSet
from apps.routing.reading import draft_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "proposal"}
CELL = {"HX-Request": "true", "HX-Target": "proposal-state"}


def text(answer):
    return answer.content.decode()


def lines(proposal):
    return draft_of(proposal).lines


def url(proposal, rest=""):
    return f"/proposals/{proposal.pk}/{rest}"


def save(client, proposal, key, headers=CELL, revision=None, **values):
    proposal.refresh_from_db()
    given = {"revision": revision or proposal.revision, **values}
    return client.post(url(proposal, f"steps/{key}/"), given, headers=headers)


def do(client, proposal, what, headers=HTMX, **values):
    proposal.refresh_from_db()
    given = {"revision": proposal.revision, "do": what, **values}
    return client.post(url(proposal, "edit/"), given, headers=headers)


def test_a_cell_is_saved_and_brings_what_follows_from_it(proposal, planner):
    key = lines(proposal)[0].key
    answer = text(save(planner, proposal, key, setup_minutes="12,5"))
    assert lines(proposal)[0].setup_minutes == 12.5
    assert 'id="proposal-state"' in answer
    assert 'data-revision="2"' in answer
    assert '<div id="proposal-strip" hx-swap-oob="true">' in answer
    assert f'<div id="was-{key}-setup_minutes" class="was" hx-swap-oob="true">' in answer
    assert f'id="c-{key}-setup_minutes"' not in answer  # nobody's typing is drawn over


def test_without_javascript_a_row_is_saved_as_a_form(proposal, planner):
    line = lines(proposal)[0]
    values = {"operation": line.operation, "outsourced": "no", "resource": line.resource, "setup_minutes": "7"}
    answer = save(planner, proposal, line.key, headers={}, **values, run_minutes="")
    assert answer.url == url(proposal)
    assert (lines(proposal)[0].setup_minutes, lines(proposal)[0].run_minutes) == (7.0, None)


@pytest.mark.parametrize("typed", ["twelve", "-1", "1e99", "nan"])
def test_what_is_no_number_is_told_and_nothing_is_saved(proposal, planner, typed):
    before = lines(proposal)
    answer = save(planner, proposal, before[0].key, setup_minutes=typed)
    assert answer.status_code == 400
    assert "Set-up" in text(answer)
    assert lines(proposal) == before


def test_a_refusal_without_javascript_comes_as_a_message(proposal, planner):
    answer = save(planner, proposal, lines(proposal)[0].key, headers={}, resource="NONE")
    assert "no resource NONE" in str(next(iter(get_messages(answer.wsgi_request))))


def test_steps_are_moved_removed_added_and_brought_back(proposal, planner):
    first, second, *_ = lines(proposal)
    do(planner, proposal, f"down:{first.key}")
    assert [line.key for line in lines(proposal)][:2] == [second.key, first.key]
    do(planner, proposal, f"move:{first.key}:0")
    do(planner, proposal, f"remove:{second.key}")
    assert second.key not in [line.key for line in lines(proposal)]
    do(planner, proposal, "undo")
    assert lines(proposal)[1] == second
    page = text(do(planner, proposal, "redo"))
    assert page.strip().startswith('<div id="proposal"')
    do(planner, proposal, "add", operation="mill", after=first.key)
    assert lines(proposal)[1].operation == "MILL"


def test_an_added_step_comes_with_where_the_plant_makes_it(proposal, planner):
    do(planner, proposal, "add", operation="COAT", after="")
    line = lines(proposal)[0]
    assert (line.operation, line.outsourced, line.vendor) == ("COAT", True, "V-COAT")


def test_an_alternative_is_taken_over(proposal, planner):
    do(planner, proposal, "take:2")
    proposal.refresh_from_db()
    assert proposal.taken_rank == 2
    assert "from alternative 2" in text(planner.get(url(proposal)))


def test_ticked_steps_are_kept_as_a_set_and_inserted_elsewhere(make_proposal, planner):
    proposal, other = make_proposal(), make_proposal("P-0020")
    first, second, *_ = lines(proposal)
    planner.post(url(proposal, "sets/"), {"name": " Begin  so ", "keys": [second.key, first.key]})
    kept = OperationSet.objects.get()
    assert kept.name == "Begin so"
    do(planner, other, "set", set=str(kept.pk), after="")
    assert [line.operation for line in lines(other)][:2] == [first.operation, second.operation]
    answer = planner.post(url(proposal, "sets/"), {"name": "Begin so", "keys": [first.key]})
    assert "already" in str(list(get_messages(answer.wsgi_request))[-1])


def test_a_note_is_kept(proposal, planner):
    do(planner, proposal, "note", headers=CELL, note="Ask Anna <b>first</b>.")
    assert "Ask Anna &lt;b&gt;first&lt;/b&gt;." in text(planner.get(url(proposal)))


@pytest.mark.parametrize("what", ["", "fly", "move:x:y", "take:99", "add", "set", "up:none"])
def test_a_request_that_makes_no_sense_is_refused_in_a_sentence(proposal, planner, what):
    answer = do(planner, proposal, what)
    assert answer.status_code == 400
    assert text(answer).endswith((".", "it."))
    assert planner.post(url(proposal, "edit/"), {"do": "undo"}, headers=HTMX).status_code == 400


def test_changes_are_posted_by_planners(proposal, planner, viewer):
    key = lines(proposal)[0].key
    for rest in (f"steps/{key}/", "edit/", "sets/", "accept/"):
        assert viewer.post(url(proposal, rest), {"revision": 1}).status_code == 403
        assert planner.get(url(proposal, rest)).status_code == 405
    assert planner.post(url(proposal, "explode/"), {"revision": 1}).status_code == 404


# Two people


def test_the_second_editor_sees_both_sides_and_keeps_theirs_or_takes_the_others(proposal, planner, person, change):
    key = lines(proposal)[0].key
    change(proposal, Change(key, {"setup_minutes": 5.0}), user=person("ben", "planner").user)
    answer = save(planner, proposal, key, revision=1, setup_minutes="8")
    page = text(answer)
    assert answer.status_code == 409
    assert "ben changed the proposal" in page
    assert "set-up" in page
    assert "<b>8</b>" in page
    assert "saved now: 5" in page
    assert 'name="setup_minutes" value="8"' in page
    assert 'name="revision" value="2"' in page
    save(planner, proposal, key, headers=HTMX, revision=2, setup_minutes="8")
    assert lines(proposal)[0].setup_minutes == 8.0


def test_a_conflict_without_javascript_is_a_page_with_both_sides(proposal, planner, change):
    change(proposal, SetNote("x"))
    answer = planner.post(url(proposal, "accept/"), {"revision": 1})
    assert answer.status_code == 409
    assert "Keep mine" in text(answer)
    assert "<html" in text(answer)
