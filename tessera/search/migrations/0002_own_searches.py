"""A search is its author's alone. The worker learns which are watched, and whose; nothing of what they say."""

from django.db import migrations

RULE = """
SELECT protect('search_storesearch');
REVOKE DELETE ON search_storesearch FROM tessera_app;
CREATE FUNCTION watched_searches() RETURNS TABLE (search_id uuid, post_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT id, author_id FROM search_storesearch WHERE watched_at IS NOT NULL ORDER BY watched_at, id
$$;
"""
BACK = """
DROP FUNCTION watched_searches();
GRANT DELETE ON search_storesearch TO tessera_app;
SELECT unprotect('search_storesearch');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("search", "0001_searches"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
