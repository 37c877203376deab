"""Lists and their rows are read by those who read the reports; a row follows its report."""

from django.db import migrations

RULE = """
SELECT protect('imports_import');
SELECT protect('imports_batch');
SELECT protect('imports_problem');
SELECT protect('imports_sourcerow');
SELECT follow('imports_batch', 'of_id', 'imports_import');
SELECT follow('imports_problem', 'of_id', 'imports_import');
SELECT follow('imports_sourcerow', 'report_id', 'information_report');
REVOKE UPDATE, DELETE ON imports_problem, imports_sourcerow FROM tessera_app;
GRANT UPDATE (audience_id) ON imports_problem, imports_sourcerow TO tessera_app;
REVOKE DELETE ON imports_import, imports_batch FROM tessera_app;
"""
BACK = """
GRANT DELETE ON imports_import, imports_batch TO tessera_app;
GRANT UPDATE, DELETE ON imports_problem, imports_sourcerow TO tessera_app;
SELECT unfollow('imports_sourcerow');
SELECT unfollow('imports_problem');
SELECT unfollow('imports_batch');
SELECT unprotect('imports_sourcerow');
SELECT unprotect('imports_problem');
SELECT unprotect('imports_batch');
SELECT unprotect('imports_import');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0001_tables"),
        ("information", "0002_row_level_security"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
