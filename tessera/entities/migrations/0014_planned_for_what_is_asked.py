"""What is asked of the match keys is planned for those keys.

PostgreSQL 18 keeps a function's plan: after five calls one made for any keys at all, which read most of the holdings
for every mention (docs/benchmarks.md: 90 ms on a page that takes 14).
"""

from django.db import migrations

ASKED = (
    "holdings_sharing(bigint[], text, integer)",
    "holdings_called(bigint[], integer)",
    "holdings_named(bigint[], integer)",
    "own_mentions_named(bigint[], integer)",
)


class Migration(migrations.Migration):
    dependencies = [("entities", "0013_names_in_own_reports")]
    operations = [
        migrations.RunSQL(
            f"ALTER FUNCTION {function} SET plan_cache_mode = force_custom_plan",
            f"ALTER FUNCTION {function} RESET plan_cache_mode",
        )
        for function in ASKED
    ]
