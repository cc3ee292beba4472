"""/proposals/ and /proposals/N/: what planners see and do, with htmx and without JavaScript."""

from datetime import date
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages

from apps.catalog.models import Item, Operation, WorkResult
from apps.routing.editing.commands import Change
from apps.routing.models import DrawingViewer, Proposal, RoutingRule
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


def do(client, proposal, what, headers=HTMX, **values):
    proposal.refresh_from_db()
    given = {"revision": proposal.revision, "do": what, **values}
    return client.post(url(proposal, "edit/"), given, headers=headers)


# Made from a prediction


def test_the_predict_page_leads_to_a_proposal(active_version, planner):
    page = text(planner.get("/predict/?item=P-0010&a-material=STEEL"))
    assert 'action="/proposals/new/"' in page
    assert '<input type="hidden" name="a-material" value="STEEL">' in page
    answer = planner.post("/proposals/new/", {"item": "P-0010", "a-material": "STEEL"})
    proposal = Proposal.objects.get()
    assert answer.url == url(proposal)
    assert proposal.attributes["material"] == "STEEL"
    assert "COAT" in [line.operation for line in lines(proposal)]


def test_an_item_that_need_not_exist_gets_one_too(active_version, planner):
    planner.post("/proposals/new/", {"item": "NEW-1", "part_class": "SFT", "a-diameter": "150"})
    proposal = Proposal.objects.get()
    assert (proposal.item, proposal.item_code, proposal.part_class) == (None, "NEW-1", "SFT")
    assert "NEW-1" in text(planner.get(url(proposal)))


def test_of_nothing_no_proposal_is_made(active_version, planner):
    answer = planner.post("/proposals/new/", {"item": ""})
    assert "Nothing is known" in str(next(iter(get_messages(answer.wsgi_request))))
    assert not Proposal.objects.exists()


def test_without_an_active_version_it_says_so(catalogue, planner):
    answer = planner.post("/proposals/new/", {"item": "P-0010"})
    assert "No model version is active" in str(next(iter(get_messages(answer.wsgi_request))))


def test_a_viewer_sees_no_button_and_may_not_make_one(active_version, trainer):
    assert "/proposals/new/" not in text(trainer.get("/predict/?item=P-0010"))
    assert trainer.post("/proposals/new/", {"item": "P-0010"}).status_code == 403


# The page


def test_the_page_shows_grid_strip_alternatives_evidence_and_history(proposal, planner):
    page = text(planner.get(url(proposal)))
    for line in lines(proposal):
        assert f'id="c-{line.key}-setup_minutes"' in page
        assert f'value="{line.operation}"' in page
    for part in ("time-strip", "Alternative 2", "ERP today", "Similar items", "What spoke for it", "History"):
        assert part in page
    assert "<b>0</b> changes against the prediction" in page


def test_alternatives_and_todays_routing_are_tabs(make_proposal, planner):
    proposal = make_proposal("P-0011")
    alternative = text(planner.get(url(proposal, "?tab=2")))
    assert "Take these steps over" in alternative
    existing = text(planner.get(url(proposal, "?tab=existing"), headers=HTMX))
    assert existing.strip().startswith('<div id="proposal"')
    assert "MILL-1" in existing
    assert 'data-suggest="/proposals' not in existing


def test_changes_are_marked_and_counted(proposal, planner, change):
    first = lines(proposal)[0]
    change(proposal, Change(first.key, {"setup_minutes": 99.0}))
    page = text(planner.get(url(proposal)))
    assert "<b>1</b> change against the prediction" in page
    assert f'<div id="was-{first.key}-setup_minutes" class="was">predicted' in page


def test_a_broken_rule_shows_on_its_step(proposal, planner):
    operation = Operation.objects.get(code=lines(proposal)[0].operation)
    RoutingRule.objects.create(kind="times", operation=operation, setup_max=0.1, severity="blocks")
    page = text(planner.get(url(proposal)))
    broken = page[page.index(f'id="broken-{lines(proposal)[0].key}"') :]
    assert '<li class="blocks">Set-up may be at most' in broken[:200]
    assert "1 rule is broken" in page


def test_the_drawing_opens_in_the_plants_viewer_and_its_items_are_one_click_away(proposal, planner):
    page = text(planner.get(url(proposal)))
    assert 'href="/items/?drawing=D-5"' in page
    DrawingViewer.objects.create(url_pattern="https://drawings.example.com/{number}?rev={revision}")
    assert 'href="https://drawings.example.com/D-5?rev="' in text(planner.get(url(proposal)))


def test_a_viewer_reads_and_has_nothing_to_type_into(proposal, viewer):
    page = text(viewer.get(url(proposal)))
    assert lines(proposal)[0].operation in page
    assert "data-saved" not in page
    assert "Accept" not in page


def test_nobody_without_a_group_sees_proposals(proposal, nobody, client):
    for address in ("/proposals/", url(proposal)):
        assert nobody.get(address).status_code == 403
        assert client.get(address).status_code == 302


def test_a_proposal_that_is_not_there(active_version, planner):
    assert planner.get("/proposals/999/").status_code == 404


@pytest.mark.parametrize("steps", [1, 12])
def test_the_number_of_queries_does_not_grow_with_changes(
    proposal, planner, change, django_assert_max_num_queries, steps
):
    first = lines(proposal)[0].key
    change(proposal, *(Change(first, {"setup_minutes": float(at)}) for at in range(100, 100 + steps)))
    planner.get(url(proposal))
    with django_assert_max_num_queries(18):
        planner.get(url(proposal))


def test_a_step_says_which_items_and_results_it_comes_from(proposal, planner):
    line = next(line for line in lines(proposal) if line.operation == "TURN")
    turned = Item.objects.filter(code__in=planner.get(url(proposal)).context["rows"][0].step.source_items).first()
    result = {"operation": Operation.objects.get(code="TURN"), "sequence": 10, "quantity": 5, "item": turned}
    for minutes in (12.0, 13.0, 47.0):
        WorkResult.objects.create(**result, setup_minutes=minutes, reported_on=date(2026, 3, 1), row_hash=uuid4())
    for page in (
        planner.get(url(proposal, f"?step={line.key}")),
        planner.get(url(proposal, f"steps/{line.key}/evidence/"), headers=HTMX),
    ):
        evidence = text(page)[text(page).index('id="step-evidence"') :]
        assert f"/items/{turned.code}/" in evidence
        assert '<td class="num">13.0</td>' in evidence
        assert "2026-03-01" in evidence
    assert "evidence-heading" not in text(planner.get(url(proposal, "steps/none/evidence/")))


def test_the_history_shows_its_newest_part_and_all_of_it_when_asked(proposal, planner, change):
    first = lines(proposal)[0].key
    change(proposal, *(Change(first, {"setup_minutes": float(at)}) for at in range(100, 120)))
    page = text(planner.get(url(proposal)))
    assert "set-up 118 → 119" in page
    assert "<b>created</b>" not in page
    assert "<b>created</b>" in text(planner.get(url(proposal, "?history=all")))


# Decisions


def test_accepting_and_reopening_without_javascript(proposal, planner):
    assert planner.post(url(proposal, "accept/"), {"revision": 1}).url == url(proposal)
    page = text(planner.get(url(proposal)))
    assert "accepted" in page
    assert "data-saved" not in page
    planner.post(url(proposal, "reopen/"), {"revision": 2})
    assert "data-saved" in text(planner.get(url(proposal)))


def test_rejecting_asks_why(proposal, planner):
    assert planner.post(url(proposal, "reject/"), {"revision": 1}, headers=HTMX).status_code == 400
    planner.post(url(proposal, "reject/"), {"revision": 1, "reason": "Is bought."}, headers=HTMX)
    assert "Is bought." in text(planner.get(url(proposal)))


# Suggestions


def test_operations_that_like_items_have_come_first(proposal, planner):
    first, *_others = lines(proposal)
    do(planner, proposal, f"remove:{first.key}")
    page = text(planner.get(url(proposal)))
    assert f'value="add:{first.operation}:"' in page
    found = text(planner.get(url(proposal, "operations/?q=&after=")))
    assert f'data-value="{first.operation}"' in found[: found.index("of like items")]
    assert 'data-value="SAW"' in text(planner.get(url(proposal, "operations/?q=sa")))


def test_machines_come_with_how_often_and_how_recently_each_was_used(proposal, planner):
    found = text(planner.get("/proposals/suggest/resource/?operation=TURN&q=LATHE-2"))
    assert found.index("LATHE-2") < found.index("LATHE-1")
    assert "routings" in found
    assert "never for this operation" in text(planner.get("/proposals/suggest/resource/?operation=TURN&q=SAW"))
    assert 'data-value="V-COAT"' in text(planner.get("/proposals/suggest/vendor/?operation=COAT"))
    assert planner.get("/proposals/suggest/colour/").status_code == 404


# The list


def test_the_list_is_filtered_and_says_what_to_do_when_empty(make_proposal, planner):
    assert "No proposals yet" in text(planner.get("/proposals/"))
    first, second = make_proposal(), make_proposal("P-0020")
    planner.post(url(first, "accept/"), {"revision": 1})
    everything = text(planner.get("/proposals/"))
    assert everything.index(url(second)) < everything.index(url(first))
    accepted = text(planner.get("/proposals/?state=accepted"))
    assert url(first) in accepted
    assert url(second) not in accepted
    assert url(second) in text(planner.get("/proposals/?q=p-002&part_class=plt&by=planner", headers=HTMX))
    assert "No proposal matches" in text(planner.get("/proposals/?by=ben"))


def test_pages_follow_by_address_with_a_fixed_number_of_queries(proposal, planner, django_assert_max_num_queries):
    Proposal.objects.bulk_create(Proposal(**_values(proposal)) for _ in range(60))
    with django_assert_max_num_queries(9):
        page = text(planner.get("/proposals/"))
    assert "61 proposals" in page
    after = page.split("?after=")[1].split('"')[0]
    assert url(proposal) in text(planner.get(f"/proposals/?after={after}"))


def _values(proposal):
    return {f.attname: getattr(proposal, f.attname) for f in Proposal._meta.fields if f.name != "id"}
