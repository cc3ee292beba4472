"""What was decided stays: PostgreSQL refuses to change or delete a version's events, against raw SQL too."""

from django.db import migrations

FORBID = """
CREATE FUNCTION registry_versionevent_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Events of a model version can be neither changed nor deleted.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER registry_versionevent_append_only BEFORE UPDATE OR DELETE ON registry_versionevent
    FOR EACH ROW EXECUTE FUNCTION registry_versionevent_append_only();
"""
ALLOW = """
DROP TRIGGER registry_versionevent_append_only ON registry_versionevent;
DROP FUNCTION registry_versionevent_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_groups")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
