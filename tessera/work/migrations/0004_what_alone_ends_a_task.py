from django.db import migrations, models

# Tasks that are open when this is installed: what ends them is read off their clock or their page.
OPEN_ONES = """
UPDATE work_task SET ends_when = CASE
    WHEN rule = 'sign-off' THEN 'the assessment is signed off or sent back'
    WHEN rule = 'written-follow-up' AND owner_id IS NOT NULL
        THEN 'the written version is sent, as an addition to this report'
    WHEN rule = 'keep-review' OR rule LIKE 'triage-%' THEN 'a decision is made about the concern'
    WHEN rule = '' AND path LIKE '/assessments/%/result/' THEN 'a level is decided again'
    ELSE '' END
WHERE done_at IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0003_who_gave_a_task_and_why"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="ends_when",
            field=models.TextField(
                blank=True,
                default="",
                help_text="What alone ends it, in words. Blank: whoever does it says that it is done.",
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(OPEN_ONES, migrations.RunSQL.noop),
    ]
