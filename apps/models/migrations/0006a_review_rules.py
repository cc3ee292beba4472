"""The rules of the review inside PostgreSQL, so that raw SQL meets them too.

A version moves only along the state machine, what a submission froze stays frozen, and people who decided stay
named. Policies are confirmed once and never changed. Neither they nor versions nor events can be emptied at once.
"""

from django.db import migrations

GATES_PASSED = """
CREATE FUNCTION registry_gates_passed(gates jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(
        jsonb_typeof(gates) = 'array' AND jsonb_array_length(gates) > 0
            AND NOT jsonb_path_exists(gates, '$[*] ? (!(@.passed == true))'),
        false)
$$;
CREATE FUNCTION registry_policy_in_force() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT max(id) FROM registry_gatepolicy WHERE status = 'confirmed'
$$;
ALTER TABLE registry_modelversion ADD CONSTRAINT version_approved_passed_or_overridden CHECK (
    approved_at IS NULL OR registry_gates_passed(frozen_gates)
    OR (gates_overridden AND override_granted_by_id IS NOT NULL));
"""
NO_GATES_PASSED = """
ALTER TABLE registry_modelversion DROP CONSTRAINT version_approved_passed_or_overridden;
DROP FUNCTION registry_policy_in_force();
DROP FUNCTION registry_gates_passed(jsonb);
"""

REFUSE = """
CREATE FUNCTION registry_refuse(sentence text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', sentence USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
NO_REFUSE = "DROP FUNCTION registry_refuse(text);"

VERSION = """
CREATE FUNCTION registry_modelversion_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.review_status <> 'candidate' OR NEW.is_active OR NEW.gates_overridden
        OR num_nonnulls(NEW.submitted_by_id, NEW.submitted_at, NEW.policy_id, NEW.frozen_gates, NEW.frozen_evidence,
            NEW.override_requested_by_id, NEW.override_granted_by_id, NEW.first_approved_by_id, NEW.decided_by_id,
            NEW.decided_at, NEW.approved_at, NEW.activated_at, NEW.pruned_at) > 0
    THEN
        PERFORM registry_refuse('A model version begins as a candidate about which nothing is decided.');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION registry_modelversion_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step constant text := OLD.review_status || ' > ' || NEW.review_status;
    moves constant boolean := OLD.review_status <> NEW.review_status;
BEGIN
    IF (OLD.id, OLD.number, OLD.training_run_id, OLD.artifact_hash, OLD.artifact_bytes, OLD.created_at)
            IS DISTINCT FROM
            (NEW.id, NEW.number, NEW.training_run_id, NEW.artifact_hash, NEW.artifact_bytes, NEW.created_at)
        OR OLD.trained_by_id IS DISTINCT FROM NEW.trained_by_id
    THEN
        PERFORM registry_refuse('Where a model version comes from is never changed.');
    END IF;

    IF moves AND step NOT IN (
        'candidate > in_review', 'candidate > rejected', 'candidate > retired',
        'in_review > candidate', 'in_review > approved', 'in_review > rejected',
        'approved > retired', 'rejected > retired', 'retired > approved')
    THEN
        PERFORM registry_refuse('A model version cannot go this way: ' || step || '.');
    END IF;
    IF step = 'retired > approved' AND (OLD.approved_at IS NULL OR NOT NEW.is_active) THEN
        PERFORM registry_refuse('A retired model version comes back only if it was approved, and into use.');
    END IF;

    IF OLD.metrics IS DISTINCT FROM NEW.metrics AND OLD.review_status <> 'candidate'
        AND NOT (OLD.pruned_at IS NULL AND NEW.pruned_at IS NOT NULL)
    THEN
        PERFORM registry_refuse('The figures of a model version are frozen once it was submitted.');
    END IF;
    IF (OLD.submitted_by_id, OLD.submitted_at, OLD.policy_id, OLD.frozen_gates, OLD.frozen_evidence)
            IS DISTINCT FROM
            (NEW.submitted_by_id, NEW.submitted_at, NEW.policy_id, NEW.frozen_gates, NEW.frozen_evidence)
        AND step NOT IN ('candidate > in_review', 'candidate > rejected', 'in_review > candidate')
    THEN
        PERFORM registry_refuse('What a submission froze is never changed.');
    END IF;
    IF step = 'in_review > candidate' AND (NEW.frozen_gates IS NOT NULL OR NEW.first_approved_by_id IS NOT NULL
        OR NEW.override_requested_by_id IS NOT NULL OR NEW.override_granted_by_id IS NOT NULL)
    THEN
        PERFORM registry_refuse('A void submission leaves neither gates nor decisions behind.');
    END IF;
    IF step = 'candidate > in_review' AND (NEW.submitted_at IS NULL OR jsonb_typeof(NEW.frozen_gates) <> 'array'
        OR NEW.frozen_gates IS NULL OR NEW.policy_id IS DISTINCT FROM registry_policy_in_force()
        OR NEW.frozen_evidence ->> 'artifact_hash' IS DISTINCT FROM NEW.artifact_hash)
    THEN
        PERFORM registry_refuse('A submission freezes the gates, the policy in force and the hash of the files.');
    END IF;

    IF (OLD.override_requested_by_id, OLD.override_reason)
            IS DISTINCT FROM (NEW.override_requested_by_id, NEW.override_reason)
        AND NOT (step = 'in_review > candidate'
            OR (step = 'in_review > in_review' AND OLD.override_requested_by_id IS NULL))
    THEN
        PERFORM registry_refuse('An override is asked for once, while the version is in review.');
    END IF;
    IF OLD.override_granted_by_id IS DISTINCT FROM NEW.override_granted_by_id
        AND NOT (step = 'in_review > candidate'
            OR (step = 'in_review > in_review' AND OLD.override_granted_by_id IS NULL
                AND OLD.override_requested_by_id IS NOT NULL))
    THEN
        PERFORM registry_refuse('An override is granted once, by a second person, after the first has asked for it.');
    END IF;
    IF OLD.gates_overridden IS DISTINCT FROM NEW.gates_overridden
        AND NOT (step = 'in_review > approved' AND NEW.gates_overridden)
    THEN
        PERFORM registry_refuse('The mark of an override stays with a version for ever.');
    END IF;

    IF OLD.first_approved_by_id IS DISTINCT FROM NEW.first_approved_by_id
        AND NOT (step = 'in_review > candidate'
            OR (step = 'in_review > in_review' AND OLD.first_approved_by_id IS NULL))
    THEN
        PERFORM registry_refuse('The first of two approvals is given once, while the version is in review.');
    END IF;
    IF (OLD.decided_by_id, OLD.decided_at) IS DISTINCT FROM (NEW.decided_by_id, NEW.decided_at)
        AND step NOT IN ('in_review > approved', 'in_review > rejected', 'candidate > rejected')
    THEN
        PERFORM registry_refuse('Who decided about a model version, and when, is never changed.');
    END IF;
    IF OLD.approved_at IS DISTINCT FROM NEW.approved_at AND step <> 'in_review > approved' THEN
        PERFORM registry_refuse('When a model version was approved is never changed.');
    END IF;
    IF step = 'in_review > approved' AND (NEW.policy_id IS DISTINCT FROM registry_policy_in_force()
        OR NEW.gates_overridden = registry_gates_passed(NEW.frozen_gates))
    THEN
        PERFORM registry_refuse('An approval needs the policy in force, and gates that passed or were overridden.');
    END IF;

    IF OLD.pruned_at IS NOT NULL AND NEW.pruned_at IS DISTINCT FROM OLD.pruned_at THEN
        PERFORM registry_refuse('When the files of a model version were removed is never changed.');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION registry_modelversion_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.is_active OR OLD.approved_at IS NOT NULL THEN
        PERFORM registry_refuse('A model version that is in use or was ever approved cannot be deleted.');
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER registry_modelversion_insert BEFORE INSERT ON registry_modelversion
    FOR EACH ROW EXECUTE FUNCTION registry_modelversion_insert();
CREATE TRIGGER registry_modelversion_update BEFORE UPDATE ON registry_modelversion
    FOR EACH ROW EXECUTE FUNCTION registry_modelversion_update();
CREATE TRIGGER registry_modelversion_delete BEFORE DELETE ON registry_modelversion
    FOR EACH ROW EXECUTE FUNCTION registry_modelversion_delete();
"""
NO_VERSION = """
DROP TRIGGER registry_modelversion_insert ON registry_modelversion;
DROP TRIGGER registry_modelversion_update ON registry_modelversion;
DROP TRIGGER registry_modelversion_delete ON registry_modelversion;
DROP FUNCTION registry_modelversion_insert();
DROP FUNCTION registry_modelversion_update();
DROP FUNCTION registry_modelversion_delete();
"""

POLICY = """
CREATE FUNCTION registry_gatepolicy_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision constant text[] := ARRAY['status', 'decided_by_id', 'decided_at', 'decision'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM registry_refuse('A gate policy cannot be deleted.');
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.number = 1 AND registry_policy_in_force() IS NULL THEN
            RETURN NEW;
        END IF;
        IF NEW.status <> 'proposed' OR NEW.decided_by_id IS NOT NULL OR NEW.decided_at IS NOT NULL THEN
            PERFORM registry_refuse('A gate policy begins as a proposal, which a second person decides about.');
        END IF;
    ELSIF OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NEW;
    ELSIF OLD.status <> 'proposed' OR NEW.status = 'proposed'
        OR to_jsonb(OLD) - decision IS DISTINCT FROM to_jsonb(NEW) - decision
    THEN
        PERFORM registry_refuse('A gate policy is never changed: propose another one.');
    ELSIF NEW.status = 'confirmed' AND NEW.replaces_id IS DISTINCT FROM registry_policy_in_force() THEN
        PERFORM registry_refuse('This proposal was written against a policy that is no longer in force.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registry_gatepolicy_guard BEFORE INSERT OR UPDATE OR DELETE ON registry_gatepolicy
    FOR EACH ROW EXECUTE FUNCTION registry_gatepolicy_guard();
"""
NO_POLICY = """
DROP TRIGGER registry_gatepolicy_guard ON registry_gatepolicy;
DROP FUNCTION registry_gatepolicy_guard();
"""

KEPT = ("registry_modelversion", "registry_versionevent", "registry_gatepolicy")
TRUNCATE = """
CREATE FUNCTION registry_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM registry_refuse('What was decided stays: ' || TG_TABLE_NAME || ' cannot be emptied.');
END $$;
""" + "".join(
    f"CREATE TRIGGER registry_never_emptied BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION registry_never_emptied();\n"
    for table in KEPT
)
NO_TRUNCATE = (
    "".join(f"DROP TRIGGER registry_never_emptied ON {table};\n" for table in KEPT)
    + "DROP FUNCTION registry_never_emptied();"
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_review")]
    operations = [
        migrations.RunSQL(REFUSE, NO_REFUSE),
        migrations.RunSQL(GATES_PASSED, NO_GATES_PASSED),
        migrations.RunSQL(VERSION, NO_VERSION),
        migrations.RunSQL(POLICY, NO_POLICY),
        migrations.RunSQL(TRUNCATE, NO_TRUNCATE),
    ]
