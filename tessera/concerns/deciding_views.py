"""Deciding: first what, then the small form of that kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tessera.access.guards import requires
from tessera.access.models import User
from tessera.access.policy import Answer
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.concerns import deciding, deciding_forms, events, policy, queries
from tessera.concerns.investigated import investigator_of, maybe_investigated
from tessera.concerns.models import Concern, Decision
from tessera.concerns.verbs import verb_page
from tessera.reference import queries as reference

What = Decision.What


@dataclass(frozen=True)
class Way:
    """One kind of decision: its form, the service that makes it, and what a concern has for it to choose from."""

    form: type[deciding_forms.DecisionForm]
    do: Callable[..., Any]
    options: Callable[[User, Concern], dict[str, Any]] = lambda user, concern: {}


def _for_assessing(user: User, concern: Concern) -> dict[str, Any]:
    return {"children": queries.children_in(user, concern), "assessors": list(queries.assessors())}


def _for_early_help(user: User, concern: Concern) -> dict[str, Any]:
    return {"agencies": list(reference.agencies()), "assessments": list(queries.assessments_in(user, concern))}


def _for_passing_on(user: User, concern: Concern) -> dict[str, Any]:
    return {"agencies": [agency for agency in reference.agencies() if policy.may_pass_to(user, agency)]}


def _for_answering(user: User, concern: Concern) -> dict[str, Any]:
    return {"investigator": investigator_of(user, concern)}


WAYS: dict[str, Way] = {
    What.STRATEGY: Way(deciding_forms.StrategyForm, deciding.hold_strategy_discussion),
    What.ASSESS: Way(deciding_forms.AssessForm, deciding.have_assessed, _for_assessing),
    What.KEEP: Way(deciding_forms.KeepForm, deciding.keep),
    What.EARLY_HELP: Way(deciding_forms.EarlyHelpForm, deciding.refer_to_early_help, _for_early_help),
    What.PASS_ON: Way(deciding_forms.PassOnForm, deciding.pass_on, _for_passing_on),
    What.ANSWER_REQUEST: Way(deciding_forms.AnswerForm, deciding.answer_request, _for_answering),
    What.NOT_EXPLOITATION: Way(deciding_forms.SignpostForm, deciding.signpost),
    What.NOT_ENOUGH: Way(deciding_forms.NotEnoughForm, deciding.find_not_enough),
}


@requires(Permission.CHILD)
def choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the desk decides. The kind's own form comes next."""
    concern = get_object_or_404(queries.concerns_for(request.user), pk=pk)
    policy.may_triage(request.user, concern).require()
    form = deciding_forms.ChooseForm(request.POST or None)
    if form.is_valid():
        what = What(form.cleaned_data["what"])
        answer = _may_decide(request.user, concern, what)
        if answer and what == What.ADD_TO_CASE:
            return redirect("cases:add_concern", concern.pk)
        if answer:
            return redirect("concerns:decide", concern.pk, what.value)
        form.add_error("what", answer.reason)
    record(events.OPENED, by=request.user, on=concern)
    return render(request, "concerns/choose.html", {"concern": concern, "form": form})


@requires(Permission.CHILD)
def decide(request: HttpRequest, pk: UUID, what: str) -> HttpResponse:
    """One kind of decision, with exactly what it needs."""
    concern = get_object_or_404(queries.concerns_for(request.user), pk=pk)
    way = WAYS.get(what)
    if way is None:
        raise Http404
    _may_decide(request.user, concern, What(what)).require()
    options = way.options(request.user, concern)
    form = way.form(request.POST or None, concern=concern, options=options)
    facts = []
    if investigator := options.get("investigator"):
        whom = f"{investigator}. The request goes to them. Whoever asked is told that it went to {investigator.agency}."
        facts = [("Investigating", whom)]
    return verb_page(
        request, concern, form, lambda **given: way.do(concern=concern, **given),
        title=What(what).label, button="Decide", told="The decision is recorded.",
        intro=deciding_forms.HINTS[What(what)], facts=facts,
    )  # fmt: skip


def _may_decide(user: User, concern: Concern, what: What) -> Answer:
    answer = policy.may_decide(user, concern, what, queries.named_in(user, concern))
    if answer and what == What.ANSWER_REQUEST:
        return policy.may_answer_request(maybe_investigated(user, concern))
    return answer
