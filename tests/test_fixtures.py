"""The fixtures themselves: groups survive a test that empties all tables."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection

GROUPS = {"viewer", "planner", "trainer", "approver", "administrator"}


def test_the_test_environment_is_set_before_the_settings_load():
    assert settings.ROUTING_ENV == "test"
    assert "/var/test/" not in str(settings.ARTIFACTS_DIR)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_groups_are_there_after_another_test_emptied_the_tables(turn, trainer):
    assert set(Group.objects.values_list("name", flat=True)) == GROUPS
    assert trainer.user.has_perm("registry.train_modelversion")


def test_groups_hold_permissions(viewer, planner, trainer, approver):
    assert not viewer.user.has_perm("registry.predict_modelversion")
    assert planner.user.has_perm("registry.predict_modelversion")
    assert approver.user.has_perm("registry.review_modelversion")
    assert not trainer.user.has_perm("registry.review_modelversion")


def test_the_test_server_does_not_wait_for_the_disk(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("off",) or settings.DATABASES["default"]["PORT"]
