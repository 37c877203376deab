"""What was marked stays as it was recorded: the site may write its end and nothing else of it."""

from django.db import migrations

RULE = """
REVOKE UPDATE, DELETE ON entities_marker FROM tessera_app;
GRANT UPDATE (audience_id, ends_on, ends_text, ended_by_id, ended_note) ON entities_marker TO tessera_app;
"""
BACK = "GRANT UPDATE, DELETE ON entities_marker TO tessera_app;"


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0008_markers_are_recorded_and_ended"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
