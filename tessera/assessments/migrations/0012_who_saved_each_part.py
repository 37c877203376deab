import django.contrib.postgres.fields
from django.db import migrations, models

# Until now only whoever saved a part last was kept.
LAST_WRITER = """
UPDATE assessments_partanswer part SET writers = ARRAY[post.user_id]
FROM access_post post WHERE post.id = part.author_id AND part.state <> 'carried';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0011_since_when_each_sign_is_written"),
    ]

    operations = [
        migrations.AddField(
            model_name="partanswer",
            name="writers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                blank=True,
                default=list,
                help_text="The people who saved it here, by number.",
                size=None,
            ),
        ),
        migrations.RunSQL(LAST_WRITER, migrations.RunSQL.noop),
    ]
