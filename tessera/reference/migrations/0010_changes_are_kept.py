"""Who to ring, and what a catalogue said before, is kept: also what a new edition of the catalogues changes."""

from django.db import migrations

TABLES = (
    "reference_attempt", "reference_barrier", "reference_clockrule", "reference_contact", "reference_definition",
    "reference_exploitationmodel", "reference_gradecode", "reference_importprofile", "reference_indicator",
    "reference_method", "reference_origin", "reference_securemaildomain", "reference_subjectcategory",
    "reference_tiekind", "reference_tiestrength", "reference_word",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0002_kept_by_the_database"),
        ("reference", "0009_what_is_done_to_somebody"),
    ]
    operations = [
        migrations.RunSQL(f"SELECT keep_history('{table}', 'position')", f"SELECT keep_no_history('{table}')")
        for table in TABLES
    ]
