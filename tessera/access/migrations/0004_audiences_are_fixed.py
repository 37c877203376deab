"""An audience stays the holders it was made with: nobody is let in to a row by changing what its audience means."""

from django.db import migrations

FIXED = """
CREATE FUNCTION audience_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM access_audience WHERE id = NEW.audience_id
                   AND NEW.holder_id = ANY (string_to_array(digest, ',')::bigint[])) THEN
        RAISE EXCEPTION 'An audience has the holders it was made with. Make another audience.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fixed BEFORE INSERT ON access_audienceholder FOR EACH ROW EXECUTE FUNCTION audience_is_fixed();
REVOKE UPDATE, DELETE ON access_audience, access_audienceholder FROM tessera_app;
"""
BACK = """
GRANT UPDATE, DELETE ON access_audience, access_audienceholder TO tessera_app;
DROP TRIGGER fixed ON access_audienceholder;
DROP FUNCTION audience_is_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_adult_triage_officers")]
    operations = [migrations.RunSQL(FIXED, BACK)]
