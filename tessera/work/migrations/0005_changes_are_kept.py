"""Who had a task before, and by when, is kept."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0002_kept_by_the_database"),
        ("work", "0004_what_alone_ends_a_task"),
    ]
    operations = [
        migrations.RunSQL(
            "SELECT keep_history('work_task', 'audience_id', 'warned_at', 'struck_at')",
            "SELECT keep_no_history('work_task')",
        )
    ]
