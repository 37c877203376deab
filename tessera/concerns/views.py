"""What the desk and its partners do with a concern: a page for each verb."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.concerns import events, forms, measures, naming, policy, queries, services
from tessera.concerns.models import Concern
from tessera.concerns.verbs import verb_page
from tessera.reference import queries as reference
from tessera.ui.words import moment
from tessera.work.services import due_under

# Every page about one concern asks for no more than seeing children: whoever holds no key to it gets the same 404 as
# for one that never was, and whoever does reads in a sentence why a verb is not theirs.
READER = Permission.CHILD
A_YEAR = 365  # days


@requires(READER)
def change_band(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a concern in another band. The earlier one stays in its history."""
    concern = _concern(request, pk)
    policy.may_triage(request.user, concern).require()
    form = forms.BandForm(request.POST or None, concern=concern)
    return verb_page(
        request, concern, form, lambda **given: services.change_band(concern=concern, **given),
        title="Change the band", button="Change the band", told="The band is changed.",
        facts=[("Band now", concern.get_band_display())],
    )  # fmt: skip


@requires(READER)
def allocate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a concern to one person."""
    concern = _concern(request, pk)
    policy.may_triage(request.user, concern).require()
    form = forms.OwnerForm(request.POST or None, concern=concern, posts=queries.readers_of(request.user, concern))
    return verb_page(
        request, concern, form, lambda **given: services.allocate(concern=concern, **given),
        title="Give it an owner", button="Give it to them", told="The concern has a new owner.",
        facts=[("Owner now", str(concern.owner or "The triage desk"))],
    )  # fmt: skip


@requires(READER)
def name(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name who and what the reports speak of, where whoever reported named nobody."""
    concern = _concern(request, pk)
    policy.may_triage(request.user, concern).require()
    reports = list(queries.reports_of(request.user, concern))
    if not reports:
        raise Http404
    mentions = queries.mentions_in(request.user, reports)
    # On a page that was sent every name stands again: the second of two presses is not a page without them.
    offered = (
        naming.offered_in(request.user, reports)
        if request.method == "POST"
        else naming.unnamed_in(request.user, reports, mentions)
    )
    form = forms.NameForm(request.POST or None, concern=concern, reports=reports, offered=offered, mentions=mentions)
    return verb_page(
        request, concern, form, lambda **given: naming.name_in_words(concern=concern, **given),
        title="Name who these reports speak of", button="Name them",
        told="They are named, and what is held was searched.",
        intro="The reports stay as they were given. Everybody it was sent to sees whom you name in it, and that it was you.",
        facts=[*((one.reference, "\n\n".join(filter(None, (one.narrative, one.childs_words)))) for one in reports),
               ("Named so far", "\n".join(dict.fromkeys(naming.said_so_far(one) for one in mentions)) or "Nobody")],
    )  # fmt: skip


@requires(READER)
def ask_partner(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask an agency what it knows."""
    concern = _concern(request, pk)
    policy.may_triage(request.user, concern).require()
    form = forms.AskForm(request.POST or None, agencies=reference.agencies())
    return verb_page(
        request, concern, form, lambda **given: services.ask_partner(concern=concern, **given),
        title="Ask a partner what it knows", button="Ask", told="The agency is asked.",
        intro="Its safeguarding leads can read this concern and its reports from then on, and add what they know.",
        facts=[("To be answered by", _partner_due(concern))],
    )  # fmt: skip


@requires(READER)
def contribute(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add what one's own agency knows."""
    concern = _concern(request, pk)
    policy.may_contribute(request.user, concern).require()
    form = forms.ContributeForm(request.POST or None)
    asked = [(line.text, line.at) for line in queries.lines_of(request.user, concern)
             if line.kind == "ask" and line.more["whom"] == request.user.agency.name]  # fmt: skip
    return verb_page(
        request, concern, form, lambda **given: services.contribute(concern=concern, **given),
        title="Add what your agency knows", button="Add", told="What your agency knows is added.",
        intro="Everybody who can read this concern can read what you add, here and nowhere else.",
        facts=[("You were asked", text) for text, _ in asked],
    )  # fmt: skip


@requires(READER)
def log_search(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Log a search of another system."""
    concern = _concern(request, pk)
    policy.may_contribute(request.user, concern).require()
    form = forms.SearchForm(request.POST or None)
    return verb_page(
        request, concern, form, lambda **given: services.log_search(concern=concern, **given),
        title="Log a search of another system", button="Log the search", told="The search is logged.",
        intro="Searches of Tessera itself are logged by themselves.",
    )  # fmt: skip


@requires(READER)
def give_feedback(request: HttpRequest, pk: UUID, reference: str) -> HttpResponse:
    """Answer the person who sent a report, or say why they cannot be answered."""
    concern = _concern(request, pk)
    report = get_object_or_404(queries.reports_of(request.user, concern), reference=reference)
    passed = queries.passed_on(request.user, concern).get(services.answer_path(concern, report))
    policy.may_answer_reporter(request.user, concern, passed, at=timezone.now()).require()
    form = forms.FeedbackForm(request.POST or None, concern=concern, report=report)
    sender = report.author or report.agency
    return verb_page(
        request, concern, form, lambda **given: services.give_feedback(concern=concern, **given),
        title=f"Answer the person who sent {report.reference}", button="Keep the answer", told="The answer is kept.",
        facts=[("Sent by", str(sender))],
    )  # fmt: skip


@requires(READER)
def agree(request: HttpRequest, pk: UUID, decision_pk: UUID) -> HttpResponse:
    """Agree, as the second person, with a decision that needs one."""
    concern = _concern(request, pk)
    decisions = list(queries.decisions_on(request.user, concern))
    decision = next((one for one in decisions if one.pk == decision_pk), None)
    if decision is None:
        raise Http404
    if decision.agreed_by is not None and decision.agreed_by == request.user.post:
        return redirect(concern)  # a second press
    if request.method != "POST":  # what is sent is asked again under the lock, and first shown what changed meanwhile
        policy.may_agree(request.user, decision, is_latest=decision == decisions[0]).require()
    form = forms.AgreeForm(request.POST or None, concern=concern)
    considered = decision.detail.get("disruption_considered", "")
    return verb_page(
        request, concern, form, lambda **given: services.agree(decision=decision, **given),
        title="Agree with a decision", button="I agree", told="You agreed with the decision.",
        intro="If you do not agree, make another decision: it takes the place of this one.",
        facts=[("Decision", decision.get_what_display()), ("By", str(decision.author)), ("Why", decision.reasons),
               *([("Disruption considered", considered)] if considered else [])],
    )  # fmt: skip


@requires(READER)
def finish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that triage is done with a concern."""
    concern = _concern(request, pk)
    if concern.status == Concern.Status.FINISHED:
        return redirect(concern)  # a second press
    policy.may_finish(request.user, concern, queries.done_of(request.user, concern)).require()
    form = forms.FinishForm(request.POST or None, concern=concern)
    return verb_page(
        request, concern, form, lambda **given: services.finish(concern=concern, **given),
        title="Finish this concern", button="Finish", told="The concern is finished.",
        intro="It is decided, searched and answered. It stays readable, and a new report reopens the question.",
    )  # fmt: skip


@requires(Permission.MEASURES)
def triage_measures(request: HttpRequest) -> HttpResponse:
    """Where reports come from, which premises business reports are about, and how soon the desk answers."""
    record(events.MEASURED, by=request.user)
    since = timezone.localdate() - timedelta(days=A_YEAR)
    months = measures.origins_by_month(request.user, since=since.replace(day=1))
    return render(request, "concerns/measures.html", {
        "months": months, "origins": sorted({origin for _, counts in months for origin in counts}),
        "premises": measures.business_reports(request.user),
        "in_time": measures.answered_in_time(request.user, since=since.replace(day=1)),
    })  # fmt: skip


def _concern(request: HttpRequest, pk: UUID) -> Concern:
    """The concern, or 404: hidden and absent look the same."""
    return get_object_or_404(queries.concerns_for(request.user), pk=pk)


def _partner_due(concern: Concern) -> str:
    """By when an agency asked now is to answer, with what is known of the rule that says so."""
    rule = reference.clock(services.partner_clock(concern.band))
    due = due_under(rule.code, start=timezone.now())[1]
    standing = f"{rule.status[:1].upper()}{rule.status[1:]}; our confidence: {rule.confidence}. {rule.standing}."
    return f"{moment(due)}. {standing}" if due else standing
