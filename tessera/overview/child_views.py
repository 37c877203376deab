"""A child's page and their timeline."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tessera.access.guards import requires
from tessera.access.models import User
from tessera.access.policy import YES, Answer, no
from tessera.access.roles import Permission
from tessera.assessments import policy as assessing
from tessera.assessments.moves import LevelDecided, stands_now
from tessera.audit.log import record
from tessera.cases import policy
from tessera.cases.models import CaseNotice
from tessera.entities import policy as marking
from tessera.entities import queries as entities
from tessera.entities.models import Kind
from tessera.information import policy as information
from tessera.lib.calendar import age_on
from tessera.overview import child_queries, events
from tessera.overview.child_forms import TimelineForm
from tessera.overview.child_queries import Child, Gathered
from tessera.overview.timeline import KINDS, month_named, narrowed, turned_to
from tessera.reference import telling
from tessera.ui import words

NEWEST = 10
MOST_REPORTS = 300  # on the page; the timeline has them all
PARTS = {
    "said": "What they have said and want", "beside": "Who is beside them", "level": "Exploitation level",
    "actions": "Open actions and clocks", "markers": "Markers", "around": "People and places around them",
    "timeline": "What happened, newest first", "information": "The information this rests on",
}  # fmt: skip
NOT_NAMED = no("No report that you can read names this child.")
NO_CASE = no("What a child said is kept in their case. Until there is one that you can read, send it as a report.")


@requires(Permission.CHILD)
def child(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who the child is, what they want and who is beside them; then the level, what is being done, and what it rests on."""
    user = request.user
    around = entities.around(user, pk)
    found = child_queries.child_for(user, pk, around.held)
    if found is None:
        return redirect(child_queries.elsewhere(user, pk))
    record(events.CHILD_VIEWED, by=user, on=found)
    gathered = child_queries.gathered_for(user, found)
    associates = around.associates
    contact = child_queries.contact_with_family(user, found, gathered)
    levels = gathered.levels
    unread = child_queries.open_unread(user, found)
    return render(request, "overview/child.html", {
        "child": found, "held": found.record, "unread": unread, "gathered": gathered, "facts": _facts(found, gathered),
        "parts": [{"text": text, "href": f"#{part}"} for part, text in PARTS.items()], "most_reports": MOST_REPORTS,
        "said": child_queries.said_by(found, gathered), "contact": contact,
        "family": child_queries.family_of(found, contact),
        "levels": [(one, _before(found, one)) for one in levels], "level": stands_now(levels), "models": child_queries.models_of(user, gathered),
        "markers": gathered.markers, "may_mark": _may_mark(user, found), "groups": entities.in_groups(associates),
        "peers": entities.peers_of(user, pk, associates), "newest": [item.shown for item in gathered.timeline[:NEWEST]],
        "verbs": _verbs(request, found, unread),
        "ties": around.ties(gathered.grades),
    })  # fmt: skip


@requires(Permission.CHILD)
def child_timeline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that happened, a month at a time, narrowed by kind and by day."""
    found = child_queries.child_for(request.user, pk)
    if found is None:
        return redirect(child_queries.elsewhere(request.user, pk))
    record(events.CHILD_TIMELINE_VIEWED, by=request.user, on=found)
    form = TimelineForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {"kinds": [], "until": None}
    gathered = child_queries.gathered_for(request.user, found)
    items = narrowed(gathered.timeline, **asked)
    month = month_named(request.GET.get("month", ""))
    return render(request, "overview/child_timeline.html", {
        "child": found, "held": found.record, "form": form, "turned": turned_to(items, month), "kept": _kept(asked),
        "contact": child_queries.contact_with_family(request.user, found, gathered),
        "chosen": [{"text": KINDS[kind], "remove_href": "?" + _kept(asked, but=kind)} for kind in asked["kinds"]],
    })  # fmt: skip


@requires(Permission.CHILD)
def tell_child(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What to tell the child, in their language, to read together and to print. REQ lang-plain-for-children."""
    found = child_queries.child_for(request.user, pk)
    if found is None:
        return redirect(child_queries.elsewhere(request.user, pk))
    told = telling.telling(request.GET.get("language", ""), worker=child_queries.key_worker_of(found))
    record(events.CHILD_TELLING_VIEWED, by=request.user, on=found, language=told.language.name)
    return render(request, "overview/tell_child.html", {
        "child": found, "held": found.record, "told": told, "languages": telling.languages(),
        "contact": child_queries.contact_with_family(request.user, found),
    })  # fmt: skip


def _before(found: Child, level: LevelDecided) -> str:
    """Where what came before a fall is shown. REQ assess-movement."""
    if level.moved != "down":
        return ""
    address = reverse("overview:child_timeline", args=[found.pk])
    return f"{address}?{_kept({'kinds': [], 'until': timezone.localdate(level.at)})}"


def _may_mark(user: User, found: Child) -> Answer:
    """A marker is put on somebody whom a report speaks of."""
    return (YES if found.is_named_in_reports else NOT_NAMED) and marking.may_mark(user, Kind.PERSON)


def _facts(found: Child, gathered: Gathered) -> list[dict[str, str]]:
    """Who the child is, in a line: two dates of birth that disagree both stand, each with where only one place has it."""
    today = timezone.localdate()
    age = found.age(on=today)
    born = " or ".join(words.date(day) for day in found.born)
    assessed = child_queries.born_in_assessments(found, gathered)
    facts = [{"label": "Born", "text": f"{born} (aged {age})" if age is not None else born or "Not known"}]
    if assessed:
        said = " or ".join(f"{words.date(day)} (assessment started {words.date(on)})" for day, on in assessed)
        is_sure = len(assessed) == 1 and not born
        aged = f", aged {age_on(assessed[0][0], today)}" if is_sure else ""
        facts = [*(facts if born else []), {"label": "Born, as an assessment says", "text": said + aged}]
    if found.ages and age is None:
        ages = "; ".join(f"{years} on {words.date(day)}" for years, day in found.ages)
        facts.append({"label": "Age as reported", "text": ages})
    if found.also:
        facts.append({"label": "Also called", "text": ", ".join(found.also)})
    return facts


def _verbs(request: HttpRequest, found: Child, unread: Sequence[CaseNotice]) -> list[tuple[str, str, Answer]]:
    """What one may do from here, each with its page and whether this person may."""
    user, case = request.user, found.record.open_case
    tell = ("What to tell the child", reverse("overview:tell_child", args=[found.pk]), YES)
    report = ("Report a concern", reverse("concerns:report"), information.may_report(user))
    if case is not None:
        return [
            ("Open the case", case.get_absolute_url(), policy.may_read(user)),
            ("Add what they said", reverse("cases:hear", args=[case.pk]), policy.may_work_on(user, case)),
            ("Assess this child", reverse("cases:start_assessment", args=[case.pk]), policy.may_assess(user, case)),
            tell,
            report,
        ]
    is_named = YES if found.is_named_in_reports else NOT_NAMED
    may_open = is_named and policy.may_open(user) and policy.may_open_beside(unread)
    return [
        ("Open a case", reverse("cases:open_for", args=[found.pk]), may_open),
        ("Add what they said", "", NO_CASE),
        ("Assess this child", reverse("assessments:start", args=[found.pk]), is_named and assessing.may_start(user)),
        tell,
        report,
    ]


def _kept(asked: dict, *, but: str = "") -> str:
    """The filters as an address carries them, without one kind."""
    pairs = [("kinds", kind) for kind in asked["kinds"] if kind != but]
    if until := asked["until"]:
        pairs += [("until-day", until.day), ("until-month", until.month), ("until-year", until.year)]
    return urlencode(pairs)
