"""Raw SQL that must not get through, whatever the state of the versions: each row is one attempt."""

from django.db import IntegrityError, connection, transaction

V = "UPDATE registry_modelversion SET"
ANY_VERSION = "WHERE id = (SELECT max(id) FROM registry_modelversion)"
NOBODY_ELSE = "(SELECT id FROM auth_user ORDER BY id LIMIT 1)"
PASSED = """'[{"label": "all", "passed": true}]'"""

ATTEMPTS = (
    # into use, or approved, past the review
    f"{V} is_active = true WHERE approved_at IS NULL",
    f"{V} is_active = true",  # all of them at once
    f"{V} review_status = 'approved' WHERE review_status <> 'approved'",
    f"{V} review_status = 'approved', approved_at = now(), decided_by_id = {NOBODY_ELSE} WHERE review_status = "
    "'candidate'",
    f"{V} review_status = 'approved', approved_at = now(), decided_by_id = submitted_by_id, decided_at = now(), "
    "is_active = true WHERE NOT is_active",
    f"{V} review_status = 'approved', approved_at = now(), decided_by_id = trained_by_id, decided_at = now(), "
    "gates_overridden = true WHERE NOT is_active",
    # jumps that the state machine does not know, and states that there are not
    f"{V} review_status = 'in_review' WHERE review_status = 'candidate'",  # nothing frozen
    f"{V} review_status = CASE review_status WHEN 'candidate' THEN 'approved' ELSE 'unheard' END",
    f"{V} review_status = 'candidate' WHERE review_status IN ('approved', 'rejected', 'retired')",
    # what was frozen, and where it comes from
    f"{V} artifact_hash = 'other' {ANY_VERSION}",
    f"{V} trained_by_id = CASE WHEN trained_by_id IS NULL THEN {NOBODY_ELSE} END {ANY_VERSION}",
    f"{V} number = number + 1000 {ANY_VERSION}",
    f"{V} frozen_gates = {PASSED} WHERE frozen_gates::text IS DISTINCT FROM {PASSED}",
    f"{V} submitted_by_id = CASE WHEN submitted_by_id IS NULL THEN {NOBODY_ELSE} END",
    f"{V} approved_at = coalesce(approved_at, now()) + interval '1 day'",
    f"{V} decided_by_id = CASE WHEN decided_by_id IS NULL THEN {NOBODY_ELSE} END",
    f"{V} gates_overridden = NOT gates_overridden",
    f"{V} override_granted_by_id = {NOBODY_ELSE} WHERE override_granted_by_id IS DISTINCT FROM {NOBODY_ELSE} "
    "AND override_requested_by_id IS NULL",
    # a version that begins approved
    "INSERT INTO registry_modelversion SELECT (jsonb_populate_record(v, jsonb_build_object('id', v.id + 1000000, "
    "'number', v.number + 1000000, 'review_status', 'approved'))).* FROM registry_modelversion v",
    # nothing that was decided goes away
    "UPDATE registry_versionevent SET note = 'another story'",
    "DELETE FROM registry_versionevent",
    "TRUNCATE registry_versionevent CASCADE",
    "TRUNCATE registry_modelversion CASCADE",
    "DELETE FROM registry_modelversion",
    # the policies
    "UPDATE registry_gatepolicy SET recall_min = recall_min / 2",
    "UPDATE registry_gatepolicy SET comment = 'another story'",
    "DELETE FROM registry_gatepolicy",
    "TRUNCATE registry_gatepolicy CASCADE",
    "INSERT INTO registry_gatepolicy SELECT (jsonb_populate_record(p, jsonb_build_object('id', p.id + 1000000, "
    "'number', p.number + 1000000, 'replaces_id', p.id, 'status', 'confirmed', "
    "'proposed_by_id', (SELECT min(id) FROM auth_user)))).* FROM registry_gatepolicy p",
)


def refused(statement: str) -> bool:
    """Whether PostgreSQL refuses it as against a rule. One that finds no row to change counts as refused."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit would check
            cursor.execute(statement)
            if not cursor.rowcount:
                raise IntegrityError("there was no such row")
    except IntegrityError:
        return True
    return False
