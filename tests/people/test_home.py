"""/people/: the first page that somebody may see, and its entry in the navigation."""

import pytest
from django.contrib.auth.models import Permission

pytestmark = pytest.mark.django_db
ENTRY = 'href="/people/"'


def test_an_administrator_starts_with_the_requests(administrator):
    assert administrator.get("/people/").headers["Location"] == "/people/requests/"
    assert ENTRY in administrator.get("/people/locks/").content.decode()


def test_whoever_may_see_one_page_starts_there_and_sees_no_other_tab(viewer):
    assert ENTRY not in viewer.get("/items/").content.decode()
    viewer.user.user_permissions.add(Permission.objects.get(codename="view_changes"))
    assert viewer.get("/people/").headers["Location"] == "/people/changes/"
    page = viewer.get("/people/changes/").content.decode()
    assert ENTRY in page
    assert "/people/requests/" not in page


def test_others_do_not_enter(trainer):
    assert trainer.get("/people/").status_code == 403
