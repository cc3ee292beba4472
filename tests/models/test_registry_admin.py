"""The admin shows versions, policies and trainings, and changes none of them: superusers neither."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(person):
    client = person("boss")
    client.user.is_superuser = client.user.is_staff = True
    client.user.save()
    return client


@pytest.mark.parametrize("model", ["modelversion", "versionevent", "gatepolicy", "trainingrun"])
def test_it_is_seen_and_not_changed(boss, active_version, model):
    listed = f"/admin/registry/{model}/"
    assert boss.get(listed).status_code == 200
    assert boss.get(f"{listed}add/").status_code == 403
    from django.apps import apps

    pk = apps.get_model("registry", model).objects.first().pk
    assert boss.get(f"{listed}{pk}/change/").status_code == 200
    assert boss.post(f"{listed}{pk}/change/", {"review_status": "approved"}).status_code == 403
    assert boss.post(f"{listed}{pk}/delete/", {"post": "yes"}).status_code == 403
    posted = boss.post(listed, {"action": "delete_selected", "_selected_action": [pk], "post": "yes"})
    assert posted.status_code in (200, 302, 403)
    assert apps.get_model("registry", model).objects.filter(pk=pk).exists()
