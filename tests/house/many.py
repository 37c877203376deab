"""The small world with 200 of each row: copied in the database, so that no page pays for its making."""

from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.models import ForeignKey
from psycopg import sql

APPS = (
    "work",
    "documents",
    "information",
    "entities",
    "imports",
    "assessments",
    "concerns",
    "cases",
    "search",
    "governance",
)
# Which links of a copy lead to the copy of what the first led to; all others lead to the very same thing. A table with
# two lines is copied both ways: many of them at one thing, and one at each of many.
COPIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("work.Task", ()),
    ("work.Message", ()),
    ("documents.File", ()),
    ("entities.Entity", ()),
    ("entities.Holding", ("entity",)),
    ("information.Report", ()),
    ("information.Attachment", ("file",)),
    ("information.SealedSource", ("report",)),
    ("information.Grade", ("report",)),
    ("information.Grade", ()),
    ("information.Promotion", ("report",)),
    ("information.Promotion", ()),
    ("information.PoliceItem", ("report",)),
    ("information.PoliceItem", ()),
    ("information.MethodCoded", ("report",)),
    ("information.MethodCoded", ()),
    ("information.Sanitised", ()),
    ("information.SanitisedFrom", ("sanitised",)),
    ("information.Draft", ()),
    ("entities.Mention", ("report",)),
    ("entities.Mention", ("entity",)),
    ("entities.Link", ("report", "one", "other")),
    ("entities.SaidAs", ("report", "mention")),
    ("entities.SaidAs", ()),
    ("entities.Match", ("mention",)),
    ("entities.Compared", ("match",)),
    ("entities.Evidence", ("match",)),
    ("entities.PairAnswer", ()),
    ("entities.PairMention", ("answer",)),
    ("entities.PairMention", ("answer", "mention")),
    ("entities.PairBack", ("joined",)),
    ("entities.PairEvidence", ("answer",)),
    ("entities.Standing", ()),
    ("entities.StandingBasis", ("standing",)),
    ("entities.StandingReview", ("standing",)),
    ("entities.StandingReview", ()),
    ("entities.BulkRun", ()),
    ("entities.BulkSuggestion", ("left",)),
    ("entities.BulkSuggestion", ("right",)),
    ("entities.Marker", ()),
    ("imports.Import", ()),
    ("imports.Batch", ()),
    ("imports.Problem", ()),
    ("imports.SourceRow", ("report",)),
    ("assessments.Assessment", ()),
    ("assessments.PartAnswer", ("assessment",)),
    ("assessments.Tick", ("assessment",)),
    ("assessments.Tick", ()),
    ("assessments.Told", ()),
    ("assessments.AgencyAsked", ()),
    ("assessments.ModelSeen", ()),
    ("assessments.ImportedFinding", ()),
    ("assessments.OnlineReport", ("report",)),
    ("assessments.KeptReading", ("later",)),
    ("assessments.RestedOn", ("mention",)),
    ("assessments.JoinedNumber", ("assessment",)),
    ("assessments.JoinedNumber", ("child",)),
    ("concerns.Concern", ()),
    ("concerns.ConcernReport", ("report",)),
    ("concerns.ConcernReport", ("concern",)),
    ("concerns.BandChange", ()),
    ("concerns.Search", ("mention",)),
    ("concerns.PartnerAsk", ()),
    ("concerns.Contribution", ()),
    ("concerns.Decision", ()),
    ("concerns.Decision", ("concern",)),
    ("concerns.Feedback", ("report",)),
    ("concerns.Referral", ("report", "child")),
    ("concerns.Referral", ()),
    ("cases.Case", ()),
    ("cases.CaseNotice", ("case",)),
    ("cases.StatusChange", ()),
    ("cases.TeamMember", ("case",)),
    ("cases.CaseReport", ("report",)),
    ("cases.Voice", ()),
    ("cases.MissedContact", ()),
    ("cases.CareReview", ()),
    ("cases.FamilyMember", ()),
    ("search.StoreSearch", ()),
    ("search.Discoverable", ("mention",)),
    ("search.PointerAsk", ()),
    ("governance.EmergencyAccess", ()),
    ("governance.Restriction", ()),
)
# What a copy may not share with the first.
ITS_OWN = {
    ("information.Report", "reference"): "'WX-' || upper(left(md5(first.reference || n), 12))",
    ("governance.Restriction", "path"): "first.path || n",
    ("information.Report", "sent_key"): "gen_random_uuid()",
    ("information.Sanitised", "reference"): "'SV-' || upper(left(md5(first.reference || n), 12))",
    ("imports.Batch", "number"): "first.number + 1000 * n",
    ("concerns.Concern", "reference"): "'CN-' || upper(left(md5(first.reference || n), 12))",
    ("concerns.Decision", "at_version"): "first.at_version + n",
    ("cases.FamilyMember", "name"): "first.name || ' ' || n",
    ("cases.TeamMember", "ends_on"): "first.starts_on",
}
# How the key of a copy begins: long enough that no key of the world begins so by chance.
MARK = "c0c0c0c0"
# A sign of the list stands once in an assessment: whatever else was seen is unlisted, and may be many.
UNLISTED = {
    ("assessments.Tick", "indicator"): "NULL",
    ("assessments.Tick", "label"): "left(first.label, 50) || ' ' || n",
}


def fill(times: int) -> None:
    """Copy each row of the world so many times, as the owner of the tables. What was copied before stays one."""
    with connections["owner"].cursor() as owner:
        for line, (label, along) in enumerate(COPIES):
            first_line = next(n for n, (one, _) in enumerate(COPIES) if one == label)
            owner.execute(
                _statement(apps.get_model(label), label, along, times, again=line if line != first_line else 0)
            )
        owner.execute("ANALYZE")


def held() -> dict[str, int]:
    """How many rows there are of each kind that a page may show."""
    counts = {}
    with connections["owner"].cursor() as owner:
        for app in APPS:
            for model in apps.get_app_config(app).get_models():
                owner.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(model._meta.db_table)))
                counts[model._meta.label] = owner.fetchone()[0]
    return counts


def _statement(model: type[models.Model], label: str, along: tuple[str, ...], times: int, *, again: int) -> str:
    fields: list[Any] = [field for field in model._meta.concrete_fields if not isinstance(field, models.BigAutoField)]
    own = ITS_OWN | (UNLISTED if not along else {})
    values = []
    for field in fields:
        if (label, field.name) in own:
            values.append(own[label, field.name])
        elif field.primary_key:
            values.append(_copy_of(f"first.{field.column}", again))
        elif field.name in along:
            assert isinstance(field, ForeignKey)
            values.append(_copy_of(f"first.{field.column}", 0))
        else:
            values.append(f'first."{field.column}"')
    columns = ", ".join(f'"{field.column}"' for field in fields)
    # Copies of copies are not made: they are known by a mark in their key, or in what they lead to.
    firsts = [
        f"first.{field.column}::text NOT LIKE '{MARK}%'"
        for field in fields
        if field.name in along or (field.primary_key and isinstance(field, models.UUIDField))
    ]
    return f"""
        INSERT INTO "{model._meta.db_table}" ({columns})
        SELECT {", ".join(values)} FROM "{model._meta.db_table}" first, generate_series(1, {times}) n
        WHERE {" AND ".join(firsts)} ON CONFLICT DO NOTHING"""  # noqa: S608  the names of our own tables and columns


def _copy_of(key: str, again: int) -> str:
    return f"('{MARK}' || substr(md5({key}::text || ':{again}:' || n), {len(MARK) + 1}))::uuid"
