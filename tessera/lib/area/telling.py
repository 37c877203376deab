"""Tells the hand-made story of story.yaml as it stands on a day: its days are counted back from then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tessera.lib.area.county import county, read
from tessera.lib.area.people import Account
from tessera.lib.area.reports import Mention
from tessera.lib.area.story import (
    Action,
    Asked,
    Character,
    FamilyMember,
    Story,
    StoryAssessment,
    StoryCase,
    StoryReport,
    TeamMember,
    Triaged,
    Voice,
)
from tessera.lib.local_time import LONDON


def tell_story(on: date) -> Story:
    """The story as it stands on a day. Everything written in it was written before that day."""
    raw = read("story")
    cast = {key: _character(key, row, on) for key, row in raw["cast"].items()}
    reports = sorted((_report(row, cast, on) for row in raw["reports"]), key=lambda report: report.sent_at)
    return Story(cast, tuple(reports), _assessment(raw["assessment"], on), _case(raw["case"], on))


def _ago(on: date, days: int | None) -> date:
    return on - timedelta(days=days or 0)


def _maybe_ago(on: date, days: int | None) -> date | None:
    return None if days is None else _ago(on, days)


def moment(on: date, days_ago: int, clock: str) -> datetime:
    """A time of day here, so many days before this one."""
    return datetime.combine(_ago(on, days_ago), time.fromisoformat(clock), LONDON).astimezone(UTC)


def _character(key: str, row: dict[str, Any], on: date) -> Character:
    # The 29th of February is left to the birthday before it, so that every day of the year can be loaded.
    anniversary = _ago(on, row["days"])
    if (anniversary.month, anniversary.day) == (2, 29):
        anniversary -= timedelta(days=1)
    accounts = tuple(Account(platform, handle) for platform, handle in row.get("accounts", {}).items())
    texts = {name: row.get(name, "") for name in ("phone", "plate", "vehicle")}
    kept = {name: row[name] for name in ("part", "first_name", "surname", "nickname", "town", "address", "postcode")}
    born_on = anniversary.replace(year=anniversary.year - row["years"])
    return Character(key=key, born_on=born_on, accounts=accounts, **kept, **texts)


def _report(row: dict[str, Any], cast: Mapping[str, Character], on: date) -> StoryReport:
    happened = moment(on, row["days_ago"], row["time"])
    sent_at = moment(on, row["written_days_ago"], row["written_time"])
    day = _ago(on, row["days_ago"])
    is_about = row.get("precision") == "about"
    said = {name: row.get(name, "").strip() for name in _OFTEN_UNSAID}
    return StoryReport(
        key=row["key"],
        agency=county().staff[row["author"]].agency,
        author=row["author"],
        origin=row["origin"],
        source=row.get("source", "self"),
        how_known=row["how_known"],
        happened_from=moment(on, row["days_ago"], "00:00") if is_about else happened,
        happened_until=min(moment(on, row["days_ago"], "23:59:59"), sent_at) if is_about else happened,
        when_text=f"about {day.day} {day:%B %Y}" if is_about else f"{day.day} {day:%B %Y} {row['time']}",
        sent_at=sent_at,
        where_text=row["place"],
        about_text=row["about"],
        narrative=row["narrative"].strip().format(**cast),
        audience=row.get("audience", "usual"),
        named=tuple(row.get("named", ())),
        mentions=tuple(_mention(mention, cast, day) for mention in row["mentions"]),
        triage=_triage(row["triage"], on) if "triage" in row else None,
        **said,
    )


_OFTEN_UNSAID = (
    "source_name", "source_reference", "childs_words", "child_knows", "parents_know", "child_wants",
    "corrects",
)  # fmt: skip


def _mention(row: dict[str, Any], cast: Mapping[str, Character], on: date) -> Mention:
    fields = {key: value.format(**cast) if isinstance(value, str) else value for key, value in row["fields"].items()}
    if "age" in fields:
        fields["age_on"] = on.isoformat()
    truth = f"story:{row['of']}" if row["of"] else ""
    return Mention(row["kind"], row["part"], row["words"].format(**cast), fields, truth, damage="")


def _triage(row: dict[str, Any], on: date) -> Triaged:
    decided_at = moment(on, row["days_ago"], row["time"])
    review = row.get("review_in_days")
    return Triaged(
        band=row["band"],
        what=row["what"],
        by=row["by"],
        decided_at=decided_at,
        reasons=row["reasons"].strip(),
        reply=row["reply"],
        to=row.get("to", ""),
        review_on=decided_at.date() + timedelta(days=review) if review else None,
        present=tuple(row.get("present", ())),
        absent=row.get("absent", {}),
    )


def _assessment(row: dict[str, Any], on: date) -> StoryAssessment:
    return StoryAssessment(
        child=row["child"],
        by=row["by"],
        started_on=_ago(on, row["started_days_ago"]),
        finished_on=_ago(on, row["finished_days_ago"]),
        asked=tuple(
            Asked(
                asked["agency"],
                _ago(on, asked["days_ago"]),
                _maybe_ago(on, asked["answered_days_ago"]),
                asked["answer"],
            )
            for asked in row["agencies_asked"]
        ),
        indicators={indicator["code"]: indicator["note"] for indicator in row["indicators"]},
        facts=row["facts"],
        child_view=row["child_view"].strip(),
        models={model["code"]: _ago(on, model["from_days_ago"]) for model in row["models"]},
        suggested_level=row["suggested_level"],
        decided_level=row["decided_level"],
        reason=row["reason"].strip(),
        nwg_category=row["nwg_category"],
        signed_off_by=row["signed_off_by"],
        signed_off_on=_ago(on, row["signed_off_days_ago"]),
    )


def _case(row: dict[str, Any], on: date) -> StoryCase:
    return StoryCase(
        child=row["child"],
        opened_from=row["opened_from"],
        opened_by=row["opened_by"],
        opened_on=_ago(on, row["opened_days_ago"]),
        agency=row["agency"],
        reason=row["reason"],
        team=tuple(
            TeamMember(
                each["account"],
                each["part"],
                _ago(on, each["from_days_ago"]),
                _maybe_ago(on, each.get("to_days_ago")),
            )
            for each in row["team"]
        ),
        voice=tuple(
            Voice(each["what"], each["text"], each["said_to"], _ago(on, each["days_ago"])) for each in row["voice"]
        ),
        family=tuple(
            FamilyMember(each["name"], each["relation"], each["part"], _ago(on, each["from_days_ago"]))
            for each in row["family"]
        ),
        actions=tuple(
            Action(
                each["what"],
                each["owner"],
                _ago(on, each["set_days_ago"]),
                on + timedelta(days=each["due_in_days"]),
                _maybe_ago(on, each.get("done_days_ago")),
            )
            for each in row["actions"]
        ),
    )
