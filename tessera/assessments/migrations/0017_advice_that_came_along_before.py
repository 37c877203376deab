"""For assessments begun before it was kept: the advice that came along is what the one before says today."""

from django.db import migrations

AS_TODAY = """
WITH RECURSIVE said AS (
    SELECT a.id, a.previous_id, a.specialist_advice AS advice, a.honour_or_forced_marriage IS TRUE OR EXISTS (
        SELECT FROM assessments_tick t JOIN reference_indicator i ON i.id = t.indicator_id
        WHERE t.assessment_id = a.id AND t.is_ticked AND 'honour' = ANY (i.asks)) AS is_yes
    FROM assessments_assessment a
), judged AS (
    SELECT said.*, is_yes AND advice <> '' AS is_answered FROM said WHERE previous_id IS NULL
    UNION ALL
    SELECT said.*, said.is_yes AND said.advice <> '' AND (said.advice <> before.advice OR before.is_answered)
    FROM said JOIN judged before ON before.id = said.previous_id
)
UPDATE assessments_assessment a SET advice_came_along = before.advice, advice_answered_then = before.is_answered
FROM judged before WHERE before.id = a.previous_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0016_advice_as_it_came_along"),
    ]
    operations = [
        migrations.RunSQL(AS_TODAY, migrations.RunSQL.noop),
    ]
