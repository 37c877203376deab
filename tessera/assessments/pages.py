"""What every page of one assessment does: open it with a recorded look, and show what must never be missed."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from tessera.access.models import User
from tessera.assessments import events, policy, queries, rulebook
from tessera.assessments.before import as_it_stood
from tessera.assessments.contact import family_contact
from tessera.assessments.instrument import Answers, facts_of, suggestion_of
from tessera.assessments.models import Assessment
from tessera.assessments.moves import moves_between
from tessera.assessments.parts import PAGES, rows_of, rows_of_list, still_open, thin_parts
from tessera.assessments.reading import reading_of
from tessera.assessments.terms import LISTS, Part
from tessera.audit.log import record
from tessera.entities import queries as entities
from tessera.reference import queries as reference
from tessera.reference import settings as area
from tessera.reference.models import Indicator
from tessera.ui import words

ORDER = list(PAGES)
# Pages whose form is closed by the decision, and by the signature.
UNTIL_DECIDED = ("about", "list", "child", "models", "other_tools", "step_up", "cycle")
UNTIL_SIGNED_OFF = ("immediate", "agencies")


def today() -> date:
    """The day on which a child’s age and the rules are read."""
    return timezone.localdate()


def found(user: User, pk: UUID) -> Assessment:
    """An assessment with who judged in it. Raises Http404 when it is hidden."""
    judged = [f"{post}__{of}" for post in ("step_up_by", "nwg_by") for of in ("user", "agency")]
    return get_object_or_404(queries.assessments_for(user).select_related(*judged), pk=pk)


def opened(request: HttpRequest, pk: UUID, page: str) -> Answers:
    """An assessment with everything written in it, its look recorded. Raises Http404 when it is hidden."""
    assessment = found(request.user, pk)
    record(events.OPENED, by=request.user, on=assessment, page=page)
    return queries.answers_for(request.user, assessment)


def shown(request: HttpRequest, answers: Answers, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the assessment, with the immediate actions at its top whenever there are any."""
    assessment = answers.assessment
    is_late = request.method == "POST" and (
        (template in UNTIL_DECIDED and assessment.status != Assessment.Status.DRAFT)
        or (template in UNTIL_SIGNED_OFF and assessment.status == Assessment.Status.SIGNED_OFF)
    )
    facts = facts_of(answers, on=today())
    of_child = context.pop("of_child", None) or queries.beside(request.user, assessment)
    opens = {asks for asks in Indicator.Asks.values if answers.asks(asks)}
    opens |= {Indicator.Asks.MOVED} if answers.was_moved else set()
    opens |= {Indicator.Asks.HONOUR} if answers.honour else set()
    context = {
        "assessment": assessment,
        "answers": answers,
        "suggestion": suggestion_of(answers, on=today()),
        "still_open": still_open(answers),
        "thin": thin_parts(answers, on=today()),
        "duties": rulebook.duties(
            facts.age,
            sexual_activity=facts.sexual_activity,
            is_age_disputed=facts.age_disputed,
            signs={tick.indicator.code for tick in answers.ticks if tick.is_counted and tick.indicator},
        ),
        "prompts": rulebook.prompts(opens),
        "front_door": area.front_door(at=timezone.now()),
        "emergency": area.emergency(),
        "police": area.police(),
        "police_contacts": reference.police_contacts(),
        "may_edit": policy.may_edit(request.user, assessment),
        "contact": family_contact(request.user, assessment.child_name, of_child),
        "may_record": policy.may_record(request.user, assessment),
        "decided_meanwhile": is_late,
        "refer_to": f"/report/?about={assessment.child_id}",
        "stale": None,
        "not_kept": False,
    } | context
    return render(request, f"assessments/{template}.html", context, status=409 if is_late else status)


def changed_meanwhile(
    request: HttpRequest, pk: UUID, template: str, *, part: Part, form: Any, **context: Any
) -> HttpResponse:
    """Somebody saved this part first: what they saved, beside what was typed here, which can be saved over it.

    Once the assessment is decided nothing is saved over it: what was typed is shown again all the same.
    """
    answers = opened(request, pk, f"{part.label}, changed meanwhile")
    if answers.assessment.status != Assessment.Status.DRAFT:
        return shown(request, answers, template, form=form, part=part, **context)
    form.at_version(answers.version(part))
    stale = {"saved": written(part, answers), "by": answers.parts[part].author, "at": answers.parts[part].at}
    return shown(request, answers, template, status=409, form=form, stale=stale, part=part, **context)


def written(part: Part, answers: Answers) -> list[tuple[str, str]]:
    """What stands in a part, question by question, in words."""
    if part in LISTS:
        return rows_of_list(part, answers)
    return rows_of(part, answers)


def around(user: User, assessment: Assessment) -> dict[str, Any]:
    """The people, places and friends around the child, with the references that say so, where this reader may see.

    With the assessments of the child, which every page needs: how the child is found is asked once.
    """
    child_id = queries.child_now(user, assessment)
    beside = entities.spoken_of_beside(user, child_id)
    associates = entities.associates_of(user, child_id, reports=beside)
    peers = entities.peers_of(user, child_id, associates)
    children = [one.held.pk for one in associates if one.held.is_child] + [peer.held.pk for peer in peers]
    return {
        "of_child": queries.beside(user, assessment, now=child_id),
        "of_concern": entities.persons_of_concern_near(user, child_id, reports=beside),
        "groups": entities.in_groups(associates),
        "peers": peers,
        "levels": queries.current_levels(user, children),
    }


def moved(user: User, answers: Answers, of_child: list[Assessment], *, last: Answers | None = None) -> dict[str, Any]:
    """What is not as it was when this one was begun from the last, where this reader may read that one.

    `last` is what stands in that one, where it was read already.
    """
    then = as_it_stood(user, answers.assessment, of_child, on=today(), today=last)
    if then is None:
        return {"before": None, "moves": []}
    was, now = then.reading, reading_of(answers, on=today())
    labels = queries.labels_of([*was.signals, *now.signals]) if was.signals != now.signals else {}
    return {"before": then, "moves": moves_between(was, now, labels=labels)}


def onward(request: HttpRequest, pk: UUID, page: str, *, left: int = 0) -> HttpResponse:
    """On to the next part, which has at its top what must be done at once. Says how much was left blank in this one."""
    if left:
        messages.info(
            request, f"Saved. This part stays in progress: {words.plural(left, 'question')} not answered yet."
        )
    return redirect(f"assessments:{ORDER[ORDER.index(page) + 1]}", pk)
