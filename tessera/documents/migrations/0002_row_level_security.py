"""A file is read by its report's readers."""

from django.db import migrations

RULE = """
SELECT protect('documents_file');
"""
BACK = """
SELECT unprotect('documents_file');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_row_level_security"),
        ("documents", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
