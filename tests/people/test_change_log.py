"""The change log: what PostgreSQL writes, whoever changes a row, and that nothing takes it back."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import DatabaseError, connection, transaction

from apps.catalog.models import Attribute
from apps.people.history import because
from apps.people.models import Change

pytestmark = pytest.mark.django_db


def changes(object_type, label):
    return list(Change.objects.filter(object_type=object_type, object_label=label).order_by("at", "id"))


def last(object_type, label):
    return changes(object_type, label)[-1]


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_page_logs_before_and_after_who_and_the_request(client):
    boss = User.objects.create_superuser("boss", password="Boss-Pass-2417")
    client.force_login(boss)
    attribute = Attribute.objects.create(key="od", label="OD", kind="number")
    data = {"label": "Outer diameter", "kind": "number", "unit": "mm", "position": "0"}
    answer = client.post(f"/admin/catalog/attribute/{attribute.pk}/change/", data)
    change = last("catalog.attribute", "od")
    assert change.operation == "update"
    assert change.before == {"label": "OD", "unit": "", "used_for_learning": True}
    assert change.after == {"label": "Outer diameter", "unit": "mm", "used_for_learning": False}
    assert (change.who, change.user_id) == ("boss", boss.pk)
    assert change.request == answer["X-Request-ID"]


def test_raw_sql_is_logged_with_the_database_user():
    user = User.objects.create_user("ines", email="ines@plant.example")
    run("UPDATE auth_user SET is_superuser = true WHERE id = %s", user.pk)
    change = last("auth.user", "ines")
    assert (change.before, change.after) == ({"is_superuser": False}, {"is_superuser": True})
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        assert change.who == change.database_user == cursor.fetchone()[0]
    assert change.user_id is None
    run("DELETE FROM auth_user WHERE id = %s", user.pk)
    deleted = last("auth.user", "ines")
    assert deleted.operation == "delete"
    assert deleted.before["email"] == "ines@plant.example"


def test_a_password_is_never_logged_but_that_it_changed_is():
    user = User.objects.create_user("ines", password="Ines-Pass-2417")
    user.set_password("Other-Pass-2417")
    user.save()
    assert last("auth.user", "ines").after == {"password": "not shown (after)"}
    written = " ".join(f"{change.before} {change.after}" for change in changes("auth.user", "ines"))
    assert "md5$" not in written
    assert user.password not in written


def test_a_login_alone_is_no_change(client):
    User.objects.create_user("ines", password="Ines-Pass-2417")
    before = len(changes("auth.user", "ines"))
    assert client.post("/accounts/login/", {"username": "ines", "password": "Ines-Pass-2417"}).status_code == 302
    User.objects.get(username="ines").save()
    assert len(changes("auth.user", "ines")) == before


def test_joining_and_leaving_a_group_stand_at_the_person():
    user = User.objects.create_user("ines")
    user.groups.add(Group.objects.get(name="approver"))
    joined = last("auth.user", "ines")
    assert (joined.operation, joined.before, joined.after) == ("update", {}, {"groups": "approver"})
    run("DELETE FROM auth_user_groups WHERE user_id = %s", user.pk)
    assert last("auth.user", "ines").before == {"groups": "approver"}


def test_permissions_of_groups_and_people_are_logged_by_name():
    permission = Permission.objects.get(codename="change_attribute")
    Group.objects.get(name="viewer").permissions.add(permission)
    assert last("auth.group", "viewer").after == {"permissions": "catalog.change_attribute"}
    User.objects.create_user("ines").user_permissions.add(permission)
    assert last("auth.user", "ines").after == {"user_permissions": "catalog.change_attribute"}


def test_a_reason_belongs_to_its_block_alone():
    user = User.objects.create_user("ines")
    boss = User.objects.create_user("boss")
    with because("the shift"):
        with because("she moved to planning", user=boss):
            user.groups.add(Group.objects.get(name="planner"))
        user.groups.clear()
    user.groups.add(Group.objects.get(name="viewer"))
    inner, outer, later = changes("auth.user", "ines")[-3:]
    assert (inner.reason, inner.who) == ("she moved to planning", "boss")
    assert (outer.reason, outer.user_id) == ("the shift", None)
    assert later.after == {"groups": "viewer"}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE people_change SET who = 'nobody'",
        "DELETE FROM people_change",
        "DELETE FROM people_change WHERE false",
        "TRUNCATE people_change",
        "SET LOCAL session_replication_role = replica; DELETE FROM people_change",
    ],
)
def test_nobody_takes_anything_back(sql):
    User.objects.create_user("ines")
    with pytest.raises(DatabaseError, match="neither changed nor deleted nor emptied"), transaction.atomic():
        run(sql)
    assert changes("auth.user", "ines")


@pytest.mark.django_db(transaction=True)
def test_emptying_the_database_for_the_next_test_leaves_the_log():
    """Other tests flush all tables; production's guard is in place while they do."""
    from django.core.management import call_command

    User.objects.create_user("flushed")
    call_command("flush", verbosity=0, interactive=False)
    assert not User.objects.exists()
    assert changes("auth.user", "flushed")


def test_items_and_routings_carry_no_trigger_of_the_log():
    """A load of 325,000 items must cost what it did."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger_change_log%'"
        )
        logged = {table for (table,) in cursor.fetchall()}
    assert {"auth_user", "auth_user_groups", "catalog_attribute", "people_accessrequest"} <= logged
    assert not {"catalog_item", "catalog_routing", "catalog_routingstep", "catalog_workresult"} & logged
