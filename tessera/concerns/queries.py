"""Reading concerns: the triage list, one concern with all that hangs from it, and what is counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    JSONField,
    OuterRef,
    QuerySet,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, JSONObject
from django.utils import timezone

from tessera.access.models import Key, Post, User
from tessera.access.roles import GRANTS, Permission
from tessera.assessments.models import Assessment
from tessera.concerns.models import (
    Band,
    BandChange,
    Concern,
    ConcernReport,
    Contribution,
    Decision,
    Feedback,
    Hanging,
    PartnerAsk,
    Search,
)
from tessera.concerns.policy import Done, Named
from tessera.entities.models import Kind, Marker, Mention, Part
from tessera.information.models import Report
from tessera.work.models import Task

URGENCY = Case(*(When(band=band, then=Value(place)) for place, band in enumerate(Band)), output_field=IntegerField())
# Those that wait for somebody come first: for an answer, for a second person, for another look.
WAITING = (Concern.Status.NEW, Concern.Status.AWAITING_AGREEMENT, Concern.Status.DEVELOPING)
WAITING_FIRST = Case(
    *(When(status=status, then=Value(place)) for place, status in enumerate(WAITING)),
    default=Value(len(WAITING)),
    output_field=IntegerField(),
)


def concerns_for(user: User) -> QuerySet[Concern]:
    """Concerns this person holds a key to."""
    return Concern.objects.readable().select_related("owner__user", "owner__agency")


def open_for(
    user: User, *, band: str = "", only_missing: bool = False, is_newest_first: bool = False
) -> QuerySet[Concern]:
    """Open concerns: the most urgent band first, in it those that wait for somebody, and of those the oldest.

    The clock of a band counts from when a concern was received, so the oldest is the one that is due first.

    Each says whether it names a child who has been missing (`names_missing`). `only_missing` keeps those: the liaison
    officer's list. REQ triage-support-teams.
    """
    missing = Marker.objects.readable().filter(what=Marker.What.MISSING).values("entity")
    named = Mention.objects.readable().filter(entity__in=missing).values("report")
    links = ConcernReport.objects.readable().filter(concern=OuterRef("pk"), report__in=named)
    found = concerns_for(user).exclude(status=Concern.Status.FINISHED).annotate(names_missing=Exists(links))
    if band:
        found = found.filter(band=band)
    if only_missing:
        found = found.filter(names_missing=True)
    if is_newest_first:
        return found.order_by("-received_at", "pk")
    return found.order_by(URGENCY, WAITING_FIRST, "review_on", "received_at", "pk")


def how_many_open(user: User) -> dict[str, int]:
    """How many open concerns each band has, every band named."""
    open_now = Concern.objects.readable().exclude(status=Concern.Status.FINISHED)
    counted = dict(open_now.order_by().values_list("band").annotate(Count("pk")))
    return {band.value: counted.get(band.value, 0) for band in Band}


def just_arrived(user: User, *, since: datetime) -> QuerySet[Concern]:
    """Concerns received since then that nobody has answered, the newest first, whatever their band."""
    return concerns_for(user).filter(status=Concern.Status.NEW, received_at__gte=since).order_by("-received_at", "pk")


def clocks_of(user: User, concerns: Iterable[Concern]) -> dict[str, Task]:
    """The open clock of each of these concerns, by the concern's page: the one that runs out first.

    That of a decision which waits for a second person is one of them: nobody is answered until then.
    """
    pages = {concern.pk: concern.get_absolute_url() for concern in concerns}
    waiting = Decision.objects.readable().filter(concern__in=pages, needs_agreement=True, agreed_at__isnull=True)
    agreeing = Concat(
        Value("/concerns/"), Cast("concern", CharField()), Value("/decisions/"), Cast("pk", CharField()),
        Value("/agree/"), output_field=CharField(),
    )  # fmt: skip
    timed = Task.objects.readable().filter(done_at__isnull=True, due_at__isnull=False)
    # Two statements in one: joined by “or”, the planner would read every task there is.
    found = timed.filter(path__in=pages.values()).union(timed.filter(path__in=waiting.values_list(agreeing)), all=True)
    return {task.path.split("decisions/")[0]: task for task in found.order_by("-due_at")}


def reports_of(user: User | None, concern: Concern) -> QuerySet[Report]:
    """The reports that a concern is about, as far as this person may read them, the first first.

    Each with the references of those that add to it or correct it since (`corrected_by`).
    """
    linked = ConcernReport.objects.readable().filter(concern=concern).values("report")
    later = Report.objects.readable().filter(corrects=OuterRef("pk")).order_by("sent_at")
    found = Report.objects.readable().filter(pk__among=linked).order_by("sent_at")
    found = found.annotate(corrected_by=ArraySubquery(later.values("reference")))
    return found.select_related("author__user", "author__agency", "agency", "definition", "origin", "corrects")


def mentions_in(user: User | None, reports: Iterable[Report]) -> list[Mention]:
    """Everything these reports speak of, in the order given."""
    # By their keys: with the reports as a statement within this one, the planner read every mention there is.
    found = Mention.objects.readable().filter(report__in=[report.pk for report in reports])
    found = found.select_related("report__agency", "author__user", "author__agency")
    return list(found.order_by("report__sent_at", "report", "position"))


def named_since(user: User, report: Report) -> list[Mention]:
    """Who and what somebody else named in a report, after whoever wrote it had sent it."""
    found = mentions_in(user, [report])
    return [one for one in found if one.author_id != report.author_id]


def concerns_about(user: User, report: Report) -> QuerySet[Concern]:
    """The concerns a report belongs to."""
    return concerns_for(user).filter(concernreports__report=report)


def by_reference(user: User, reference: str) -> Concern | None:
    """The concern of this reference, or the one that a report of this reference was asked as; nothing for what is hidden."""
    links = ConcernReport.objects.readable().filter(report__reference=reference)
    named = concerns_for(user).filter(reference=reference).first()
    return named or concerns_for(user).filter(pk__in=links.values("concern")).order_by("received_at", "pk").first()


def decisions_on(user: User, concern: Concern) -> QuerySet[Decision]:
    """What was decided on a concern, the newest first."""
    found = Decision.objects.readable().filter(concern=concern).order_by("-at", "-pk")
    return found.select_related("author__user", "author__agency", "agreed_by__user", "agreed_by__agency")


def latest_decision(user: User, concern: Concern) -> Decision | None:
    """What stands now."""
    return decisions_on(user, concern).first()


@dataclass(frozen=True)
class Line:
    """Something that hangs from a concern, as one line of what was done: `kind` says which of the tables it is from."""

    kind: str
    pk: UUID
    at: datetime
    by: str | None  # whoever did it, and their agency; nobody: the page's own search
    agency: str | None
    about: UUID | None
    words: str
    text: str
    more: dict[str, Any]

    @property
    def said(self) -> str:
        """What it says; of a reporter who was not answered, what was tried, what got in the way and what more."""
        if self.text or self.kind != "feedback":
            return self.text
        named = {"Tried": self.more["tried"], "In the way": self.more["barriers"]}
        lists = [f"{label}: {'; '.join(rows.values())}." for label, rows in named.items() if rows]
        return " ".join([*lists, self.more["because"]]).strip()


def lines_of(user: User, concern: Concern) -> list[Line]:
    """All that was done with a concern but the decisions, the first first, in one query whatever there is.

    Kinds: report (`about`: the report), band (`words`), search (`about`: the mention, `words`: the system, `text`: the terms, `more.found`),
    ask and contribution (`more.whom`: the agency), feedback (`about`: the report, `text`: told, or why not in `said`).
    """
    lines = [
        _lines(concern, ConcernReport, "report", about=F("report_id")),
        _lines(concern, BandChange, "band", words=F("band"), text=F("reason")),
        _lines(
            concern,
            Search,
            "search",
            about=F("mention_id"),
            words=F("system"),
            text=F("terms"),
            more=JSONObject(found="found"),
        ),
        _lines(concern, PartnerAsk, "ask", text=F("question"), more=JSONObject(whom="agency__name")),
        _lines(concern, Contribution, "contribution", text=F("text"), more=JSONObject(whom="agency__name")),
        _lines(
            concern,
            Feedback,
            "feedback",
            about=F("report_id"),
            text=F("told"),
            more=JSONObject(because="not_told_because", tried="tried", barriers="barriers"),
        ),
    ]
    return [Line(*row) for row in lines[0].union(*lines[1:], all=True).order_by("at", "pk")]


def _lines(concern: Concern, of: type[Hanging], kind: str, **given: Any) -> QuerySet[Any]:
    plain: dict[str, Any] = {
        "about": Value(None, output_field=UUIDField()), "words": Value(""), "text": Value(""),
        "more": Value({}, output_field=JSONField()),
    }  # fmt: skip
    columns = {f"line_{name}": value for name, value in (plain | given).items()}
    rows = of.objects.readable().filter(concern=concern).order_by()
    return rows.annotate(line_kind=Value(kind), **columns).values_list(
        "line_kind", "pk", "at", "author__user__name", "author__agency__name",
        "line_about", "line_words", "line_text", "line_more",
    )  # fmt: skip


def done_of(user: User, concern: Concern) -> Done:
    """How far triage has come with a concern."""
    return done_from(lines_of(user, concern), list(decisions_on(user, concern)))


def done_from(lines: Iterable[Line], decisions: list[Decision]) -> Done:
    """The same, from what was read already."""
    about: dict[str, set[UUID | None]] = {"report": set(), "feedback": set(), "search": set()}
    for line in lines:
        about.setdefault(line.kind, set()).add(line.about)
    return Done(
        is_decided=bool(decisions),
        waits_for_agreement=bool(decisions) and decisions[0].needs_agreement and decisions[0].agreed_at is None,
        is_searched=bool(about["search"]),
        are_reporters_answered=about["report"] <= about["feedback"],
    )


def children_in(user: User, concern: Concern) -> list[tuple[UUID, str]]:
    """The children named in a concern, each once, with the words they were first named in."""
    mentions = mentions_in(user, reports_of(user, concern))
    children: dict[UUID, str] = {}
    for mention in mentions:
        if mention.kind == Kind.PERSON and mention.part == Part.CHILD:
            children.setdefault(mention.entity_id, mention.words)
    return list(children.items())


def assessments_in(user: User, concern: Concern) -> QuerySet[Assessment]:
    """Decided assessments of the children named in a concern, the newest first."""
    children = [child for child, _ in children_in(user, concern)]
    return Assessment.objects.readable().filter(child__in=children).exclude(level="").order_by("-decided_at")


def named_in(user: User, concern: Concern) -> Named:
    """What a concern has to offer the kinds of decision that need something."""
    return Named(has_child=bool(children_in(user, concern)), has_assessment=assessments_in(user, concern).exists())


def passed_on(user: User, concern: Concern) -> dict[str, Task]:
    """Requests in a concern that were passed to an investigating team and wait for its answer, by the page of the answer."""
    answers = Task.objects.readable().filter(path__startswith=f"{concern.get_absolute_url()}feedback/")
    return {
        one.path: one for one in answers.filter(done_at__isnull=True).select_related("owner__user", "owner__agency")
    }


def readers_of(user: User, concern: Concern) -> QuerySet[Post]:
    """Everybody who can read a concern now: from these one is chosen to answer for it."""
    now = timezone.now()
    keys = Key.objects.filter(holder__audienceholder__audience=concern.audience_id, starts_at__lte=now)
    return _held_now().filter(pk__in=keys.exclude(ends_at__lte=now).values("post"))


def assessors() -> QuerySet[Post]:
    """Everybody whose post includes assessing."""
    roles = [role.value for role, granted in GRANTS.items() if Permission.ASSESS in granted]
    return _held_now().filter(roles__overlap=roles)


def _held_now() -> QuerySet[Post]:
    held = Post.objects.held(on=timezone.localdate()).select_related("user", "agency")
    return held.order_by("agency__name", "user__name", "pk")


def timeline_for(user: User, reports: list[Any]) -> list[dict[str, Any]]:
    """What triage decided about these reports, for a child's timeline."""
    links = ConcernReport.objects.readable().filter(report__in=reports).values("concern")
    decisions = (
        Decision.objects.readable()
        .filter(concern__among=links)
        .select_related("concern", "author__user", "author__agency")
    )
    return [
        {"at": one.at, "what": one.get_what_display(), "text": one.reasons, "path": one.concern.get_absolute_url(),
         "by": str(one.author)}
        for one in decisions
    ]  # fmt: skip
