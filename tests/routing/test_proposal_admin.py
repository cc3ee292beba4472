"""What an administrator sets: routing rules and the drawing viewer, under /admin/."""

import pytest
from django.core.exceptions import ValidationError

from apps.catalog.models import Operation
from apps.routing.models import DrawingViewer, OperationSet, RoutingRule
from apps.routing.models.viewer import check_pattern

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(person):
    client = person("root")
    client.user.is_staff = client.user.is_superuser = True
    client.user.save()
    return client


def add_rule(client, **values):
    return client.post("/admin/routing/routingrule/add/", {"severity": "blocks", "is_active": "on", **values})


def test_a_rule_is_made_by_its_form(catalogue, administrator):
    saw, turn = (Operation.objects.get(code=code).pk for code in ("SAW", "TURN"))
    assert add_rule(administrator, kind="precedes", operation=saw, other=turn, part_class="SFT").status_code == 302
    rule = RoutingRule.objects.get()
    assert (rule.kind, rule.part_class, rule.severity) == ("precedes", "SFT", "blocks")
    assert "SAW" in administrator.get("/admin/routing/routingrule/").content.decode()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "first"}, "This kind of rule needs it."),
        ({"kind": "max_steps"}, "This kind of rule needs it."),
        ({"kind": "forbidden", "operation": "SAW"}, "This kind of rule needs it."),
        ({"kind": "forbidden", "operation": "SAW", "other": "SAW"}, "another operation"),
        ({"kind": "times", "operation": "SAW"}, "at least one bound"),
        ({"kind": "times", "operation": "SAW", "run_min": "5", "run_max": "4"}, "At most is less"),
    ],
)
def test_a_rule_that_says_nothing_is_refused_at_its_field(catalogue, administrator, values, sentence):
    codes = dict(Operation.objects.values_list("code", "pk"))
    answer = add_rule(administrator, **{field: codes.get(value, value) for field, value in values.items()})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not RoutingRule.objects.exists()


def test_the_viewer_is_one_row(administrator):
    pattern = "https://drawings.example.com/view?no={number}&rev={revision}&sheet={sheet}"
    administrator.post("/admin/routing/drawingviewer/add/", {"url_pattern": pattern})
    assert DrawingViewer.objects.get().url_pattern == pattern
    assert administrator.get("/admin/routing/drawingviewer/add/").status_code == 403


@pytest.mark.parametrize(
    "pattern",
    [
        "javascript:alert({number})",
        "ftp://drawings.example.com/{number}",
        "//drawings.example.com/{number}",
        "https://{number}.example.com/",
        "https://user@evil.example.com/{number}",
        "https://drawings.example.com/",
        "https://drawings.example.com/{item}/{number}",
        "https://drawings.example.com/{number!r}",
        "https://drawings.example.com/{number",
        "https:// drawings.example.com/{number}",
    ],
)
def test_an_address_that_is_none_is_refused(pattern):
    with pytest.raises(ValidationError):
        check_pattern(pattern)


def test_values_stay_inside_their_places():
    viewer = DrawingViewer(url_pattern="http://drawings/view?no={number}&rev={revision}#{sheet}")
    address = viewer.address(number="A/1&x=2 ü{sheet}", revision="../#", sheet="3")
    assert address == "http://drawings/view?no=A%2F1%26x%3D2%20%C3%BC%7Bsheet%7D&rev=..%2F%23#3"
    assert viewer.address(number="") == ""


def test_everything_of_proposals_is_shown(proposal, administrator):
    OperationSet.objects.create(name="Begin", steps=[{"operation": "SAW"}], created_by=administrator.user)
    for model in ("proposal", "proposalevent", "operationset", "routingrule", "drawingviewer"):
        assert administrator.get(f"/admin/routing/{model}/").status_code == 200
    assert administrator.get(f"/admin/routing/proposal/{proposal.pk}/change/").status_code == 200
