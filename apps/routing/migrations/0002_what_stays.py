"""What was predicted and what happened stay: PostgreSQL refuses to change them, against raw SQL too."""

from django.db import migrations

FORBID = """
CREATE FUNCTION routing_proposalevent_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Events of a proposal can be neither changed nor deleted.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER routing_proposalevent_append_only BEFORE UPDATE OR DELETE ON routing_proposalevent
    FOR EACH ROW EXECUTE FUNCTION routing_proposalevent_append_only();

CREATE FUNCTION routing_proposal_prediction_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was predicted for a proposal cannot be changed.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER routing_proposal_prediction_stays BEFORE UPDATE ON routing_proposal
    FOR EACH ROW WHEN (NEW.prediction IS DISTINCT FROM OLD.prediction OR NEW.version_id <> OLD.version_id)
    EXECUTE FUNCTION routing_proposal_prediction_stays();

CREATE FUNCTION routing_proposalstep_of_a_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM routing_proposal WHERE state <> 'draft' AND id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.proposal_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.proposal_id END
        )
    ) THEN
        RAISE EXCEPTION 'Steps of a proposal change while it is a draft only.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER routing_proposalstep_of_a_draft BEFORE INSERT OR UPDATE OR DELETE ON routing_proposalstep
    FOR EACH ROW EXECUTE FUNCTION routing_proposalstep_of_a_draft();
"""
ALLOW = """
DROP TRIGGER routing_proposalevent_append_only ON routing_proposalevent;
DROP FUNCTION routing_proposalevent_append_only();
DROP TRIGGER routing_proposal_prediction_stays ON routing_proposal;
DROP FUNCTION routing_proposal_prediction_stays();
DROP TRIGGER routing_proposalstep_of_a_draft ON routing_proposalstep;
DROP FUNCTION routing_proposalstep_of_a_draft();
"""


class Migration(migrations.Migration):
    dependencies = [("routing", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
