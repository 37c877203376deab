"""The triage list, and the page of one concern: both stay up to date by themselves, and work without."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.audit.registry import Event
from tessera.cases import policy as cases
from tessera.concerns import events, jobs, naming, policy, queries, searching
from tessera.concerns.models import Band, Concern
from tessera.concerns.services import answer_path
from tessera.entities import policy as entities
from tessera.information import queries as information
from tessera.overview import changes, triage_queries
from tessera.overview.forms import FindForm, TriageForm
from tessera.reference import queries as reference
from tessera.work.queries import standing_of

ROWS = 50
JUST, FEW = timedelta(days=1), 5  # what came in so lately is pointed out, whatever page it stands on


NOTHING = "Nothing that you may see has that reference. Check it, or ask who quoted it."


@requires(Permission.TRIAGE)
def triage(request: HttpRequest) -> HttpResponse:
    """Open concerns in their bands, each with its clock and who answers for it."""
    rules = reference.clocks(f"triage-{band}" for band in Band)
    return render(request, "overview/triage.html", {**_listed(request), "clock_rules": rules})


@requires(Permission.TRIAGE)
def triage_rows(request: HttpRequest) -> HttpResponse:
    """The list alone, for a page that is open already."""
    return render(request, "overview/_triage_rows.html", _listed(request))


@requires(Permission.HOME)
def find(request: HttpRequest) -> HttpResponse:
    """The concern or the report of a reference that somebody quotes. Hidden and absent are the same."""
    form = FindForm(request.GET or None)
    if form.is_valid():
        reference = form.cleaned_data["reference"]
        found = queries.by_reference(request.user, reference) if request.user.may(Permission.CHILD) else None
        if found := found or information.report_for(request.user, reference):
            return redirect(found)
        form.add_error("reference", NOTHING)
    return render(request, "overview/find.html", {"form": form})


@requires(Permission.CHILD)
async def triage_stream(request: HttpRequest) -> StreamingHttpResponse:
    """Says “changed” when something that this person may read has changed, and nothing else, until they leave."""
    reply = StreamingHttpResponse(
        changes.stream(request.keyring.holders),  # type: ignore[attr-defined]  # put there by KeyringMiddleware
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
    reply.carries_no_content = True  # type: ignore[attr-defined]  # read by KeyringMiddleware
    return reply


@requires(Permission.CHILD)
def concern(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One concern: what was reported, what is held about everyone in it, what was done, and what comes next."""
    found = get_object_or_404(queries.concerns_for(request.user), pk=pk)
    return render(request, "overview/concern.html", _concern(request, found, events.OPENED))


@requires(Permission.CHILD)
def concern_live(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same without its frame, for a page that is open already."""
    found = get_object_or_404(queries.concerns_for(request.user), pk=pk)
    return render(request, "overview/_concern.html", _concern(request, found, events.WATCHED))


def _listed(request: HttpRequest) -> dict[str, Any]:
    form = TriageForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {"band": "", "only_missing": False, "order": ""}
    is_newest_first = asked.pop("order") == "newest"
    asked["is_newest_first"] = is_newest_first
    page = Paginator(queries.open_for(request.user, **asked), ROWS).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    record(events.LISTED, by=request.user, which=kept.urlencode() or "all open concerns")
    rows, now = list(page), timezone.now()
    clocks = queries.clocks_of(request.user, rows)
    shown = [(one, clocks.get(one.get_absolute_url())) for one in rows]
    standing = {task.pk: standing_of(task, at=now) for task in clocks.values()}
    return {
        "form": form, "page": page, "query": kept.urlencode(), "standing": standing,
        "counts": queries.how_many_open(request.user),
        "shown": shown, "is_newest_first": is_newest_first,
        "bands": [(band, [row for row in shown if row[0].band == band]) for band in Band],
        "arrived": list(queries.just_arrived(request.user, since=now - JUST)[:FEW]),
        "is_narrowed": any(asked.values()),
    }  # fmt: skip


def _concern(request: HttpRequest, found: Concern, look: Event) -> dict[str, Any]:
    user, now = request.user, timezone.now()
    record(look, by=user, on=found)
    reports = list(information.with_grades(queries.reports_of(user, found)))
    mentions = queries.mentions_in(user, reports)
    spoken = triage_queries.spoken_of(user, mentions, besides=reports)
    lines = queries.lines_of(user, found)
    if user.may(Permission.TRIAGE) and _finds_more(spoken, mentions, lines):
        jobs.search_again(found)
    decisions = list(queries.decisions_on(user, found))
    groups, others = triage_queries.in_groups(spoken)
    may_triage = policy.may_triage(user, found)
    unnamed = naming.unnamed_in(user, reports, mentions) if may_triage else []
    passed = queries.passed_on(user, found)
    clock = queries.clocks_of(user, [found]).get(found.get_absolute_url())
    return {
        "concern": found, "reports": reports, "groups": groups,
        "blocked": [one.contact for one in spoken if one.contact and not one.contact.may],
        "not_compared": triage_queries.not_compared(mentions), "others": others, "lines": lines,
        "decisions": decisions, "clock": clock, "standing": standing_of(clock, at=now) if clock else "",
        "answered": {line.about for line in lines if line.kind == "feedback"},
        "unnamed": list(dict.fromkeys(one.suggestion.label for one in unnamed)),
        "may_triage": may_triage, "may_answer": {
            one.pk: policy.may_answer_reporter(user, found, passed.get(answer_path(found, one)), at=now) for one in reports
        }, "may_contribute": policy.may_contribute(user, found),
        "may_finish": policy.may_finish(user, found, queries.done_from(lines, decisions)),
        "may_agree": [policy.may_agree(user, one, is_latest=one == decisions[0]) for one in decisions],
        "may_match": entities.may_match(user), "may_open_case": cases.may_open(user),
    }  # fmt: skip


def _finds_more(spoken: list[triage_queries.Spoken], mentions: list[Any], lines: list[queries.Line]) -> bool:
    """Whether what this page found differs from what the log says: then the desk's own search is run again.

    The page searched with the reader's keys, the log tells of the desk's alone, so this only says when to look again.
    """
    logged = {(line.about, line.more["found"]) for line in lines if line.kind == "search"}
    return any(
        (match.mention.pk, searching.outcome(match.mention, mentions, match, one.held)) not in logged
        for one in spoken
        for match in one.matches
    )
