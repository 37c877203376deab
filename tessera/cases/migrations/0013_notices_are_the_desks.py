"""What the triage desk knows of cases is read by the desk alone."""

from django.db import migrations

RULE = "SELECT protect('cases_casenotice');"
BACK = "SELECT unprotect('cases_casenotice');"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_what_the_desk_knows_of_cases"),
    ]
    operations = [
        migrations.RunSQL(RULE, BACK),
    ]
