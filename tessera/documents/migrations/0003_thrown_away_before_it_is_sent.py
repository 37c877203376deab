"""Whoever chose a file may take it out of a draft. Once it came with a report, the attachment holds it."""

from django.db import migrations

RULE = """
CREATE POLICY thrown_away ON documents_file FOR DELETE USING (author_id = (SELECT me()));
"""
BACK = """
DROP POLICY thrown_away ON documents_file;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_row_level_security"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
