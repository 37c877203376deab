"""Answers about two things as wholes: what was joined, what was taken back, and what must not be asked again.

Protected from the first row: each mention of an answer is open with the mention, the answer with a mention of each of
the two, and its score with all that it rests on (ADR 0007).
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

RULE = """
ALTER TABLE entities_pairmention ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON entities_pairmention FOR SELECT USING (
    EXISTS (SELECT FROM entities_mention m WHERE m.id = entities_pairmention.mention_id));
CREATE POLICY written ON entities_pairmention FOR INSERT WITH CHECK (
    EXISTS (SELECT FROM entities_mention m WHERE m.id = entities_pairmention.mention_id));

ALTER TABLE entities_pairanswer ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON entities_pairanswer FOR SELECT USING (
    EXISTS (SELECT FROM entities_pairmention p
        WHERE p.answer_id = entities_pairanswer.id AND p.was_id = entities_pairanswer.left_id)
    AND EXISTS (SELECT FROM entities_pairmention p
        WHERE p.answer_id = entities_pairanswer.id AND p.was_id = entities_pairanswer.right_id));
CREATE POLICY written ON entities_pairanswer FOR INSERT WITH CHECK (author_id = (SELECT me()));

ALTER TABLE entities_pairback ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON entities_pairback FOR SELECT USING (
    EXISTS (SELECT FROM entities_pairmention p WHERE p.id = entities_pairback.joined_id));
CREATE POLICY written ON entities_pairback FOR INSERT WITH CHECK (
    EXISTS (SELECT FROM entities_pairmention p WHERE p.id = entities_pairback.joined_id));

ALTER TABLE entities_pairevidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON entities_pairevidence FOR SELECT USING (
    (SELECT count(*) FROM entities_pairmention p
        WHERE p.answer_id = entities_pairevidence.answer_id AND p.is_weighed) = entities_pairevidence.mentions);
CREATE POLICY written ON entities_pairevidence FOR INSERT WITH CHECK (
    EXISTS (SELECT FROM entities_pairanswer a
        WHERE a.id = entities_pairevidence.answer_id AND a.author_id = (SELECT me())));

-- Said once, kept for ever: nothing here is changed or deleted by the site.
REVOKE UPDATE, DELETE ON entities_pairanswer, entities_pairmention, entities_pairback, entities_pairevidence
    FROM tessera_app;

-- Whoever read an earlier answer about the two reads the later one too, though the person who gave it could not read
-- all that the earlier was about. None of it counts towards the score.
CREATE FUNCTION follow_earlier_pair_answers(answer uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    INSERT INTO entities_pairmention (id, answer_id, mention_id, was_id, is_weighed, at)
        SELECT gen_random_uuid(), a.id, p.mention_id, p.was_id, false, a.at
        FROM entities_pairanswer a
        JOIN entities_pairanswer e ON e.id <> a.id
            AND a.left_id IN (e.left_id, e.right_id) AND a.right_id IN (e.left_id, e.right_id)
        JOIN entities_pairmention p ON p.answer_id = e.id
        WHERE a.id = answer
    ON CONFLICT DO NOTHING;
$$;
"""
BACK = """
DROP FUNCTION follow_earlier_pair_answers(uuid);
GRANT UPDATE, DELETE ON entities_pairanswer, entities_pairmention, entities_pairback, entities_pairevidence
    TO tessera_app;
DROP POLICY written ON entities_pairevidence;
DROP POLICY readable ON entities_pairevidence;
DROP POLICY written ON entities_pairback;
DROP POLICY readable ON entities_pairback;
DROP POLICY written ON entities_pairanswer;
DROP POLICY readable ON entities_pairanswer;
DROP POLICY written ON entities_pairmention;
DROP POLICY readable ON entities_pairmention;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_audiences_are_fixed"),
        ("entities", "0016_ties_follow_their_report"),
    ]

    operations = [
        migrations.CreateModel(
            name="PairAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "judgement",
                    models.CharField(
                        choices=[("same", "Same"), ("different", "Different"), ("unsure", "Unsure")], max_length=20
                    ),
                ),
                ("note", models.TextField(help_text="Why.")),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.post"),
                ),
                (
                    "left",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="entities.entity"
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="entities.entity"
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="entities.pairanswer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PairMention",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("is_weighed", models.BooleanField(default=True, help_text="Whether the score rests on it.")),
                ("at", models.DateTimeField()),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mentions", to="entities.pairanswer"
                    ),
                ),
                (
                    "joined_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.entity",
                    ),
                ),
                (
                    "mention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="entities.mention"
                    ),
                ),
                (
                    "was",
                    models.ForeignKey(
                        help_text="Its entity then.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entities.entity",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PairEvidence",
            fields=[
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="evidence",
                        serialize=False,
                        to="entities.pairanswer",
                    ),
                ),
                ("score", models.FloatField()),
                ("reasons", models.JSONField(default=list)),
                ("model_version", models.CharField(max_length=40)),
                ("mentions", models.PositiveIntegerField(help_text="How many mentions were compared.")),
            ],
            options={
                "verbose_name_plural": "pair evidence",
            },
        ),
        migrations.CreateModel(
            name="PairBack",
            fields=[
                (
                    "joined",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="back",
                        serialize=False,
                        to="entities.pairmention",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "pairs back",
            },
        ),
        migrations.AddIndex(
            model_name="pairanswer",
            index=models.Index(fields=["left", "right"], name="entities_pair_answered"),
        ),
        migrations.AddConstraint(
            model_name="pairanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("left", models.F("right")), _negated=True), name="entities_pair_of_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="pairanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("note", ""), _negated=True), name="entities_pair_has_reasons"
            ),
        ),
        migrations.AddConstraint(
            model_name="pairanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("undoes__isnull", True), models.Q(("judgement", "same"), _negated=True), _connector="OR"
                ),
                name="entities_pair_undone_is_not_same",
            ),
        ),
        migrations.AddField(
            model_name="pairback",
            name="answer",
            field=models.ForeignKey(
                help_text="What undid it.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="entities.pairanswer",
            ),
        ),
        migrations.AddIndex(
            model_name="pairmention",
            index=models.Index(fields=["was", "joined_to"], name="entities_pair_was"),
        ),
        migrations.AddConstraint(
            model_name="pairmention",
            constraint=models.UniqueConstraint(fields=("answer", "mention"), name="entities_pair_mention_once"),
        ),
        migrations.AddConstraint(
            model_name="pairmention",
            constraint=models.CheckConstraint(
                condition=models.Q(("was", models.F("joined_to")), _negated=True), name="entities_pair_moved_on"
            ),
        ),
        migrations.RunSQL(RULE, BACK),
    ]
