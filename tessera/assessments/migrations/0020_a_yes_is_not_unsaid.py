"""A yes to harm from telling the family is kept from when it was saved; of those begun before, from its beginning."""

from django.db import migrations, models

BEFORE = """
UPDATE assessments_assessment SET honour_said_at = started_at WHERE honour_or_forced_marriage AND specialist_advice = '';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0019_what_the_last_one_said_is_read_with_it"),
    ]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="honour_said_at",
            field=models.DateTimeField(help_text="Since when a yes waits for advice.", null=True),
        ),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
    ]
