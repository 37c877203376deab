"""Reading assessments: what a person may read of one, of one child, and of the work as a whole."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import product
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Concat

from tessera.access import services as access
from tessera.access.keyring import current
from tessera.access.models import Agency, Audience, Holder, User
from tessera.assessments.instrument import Answers
from tessera.assessments.models import (
    AgencyAsked,
    Assessment,
    ImportedFinding,
    JoinedNumber,
    ModelSeen,
    PartAnswer,
    RestedOn,
    Tick,
    Told,
)
from tessera.assessments.moves import LevelDecided, levels_among, stands_now
from tessera.assessments.terms import ASSESS_RULE, Part
from tessera.entities import queries as entities
from tessera.entities.models import Holding, Match, Mention
from tessera.entities.queries import Held
from tessera.reference import queries as reference
from tessera.reference.models import ExploitationModel, Indicator, Unheard
from tessera.work.models import Task

Status = Assessment.Status
_BY = ("author__user", "author__agency")
MOST_SHOWN = 200  # rows of a quality list; the count beside it is of all


def assessments_for(user: User | None) -> QuerySet[Assessment]:
    """Assessments this person may read, the newest first, with who wrote, decided and signed, and `is_honour_ticked`."""
    ticked = Tick.objects.readable().filter(
        assessment=OuterRef("pk"), is_ticked=True, indicator__asks__contains=[Indicator.Asks.HONOUR]
    )
    # The model names it too, for whoever is handed one read here.
    found = Assessment.objects.readable().annotate(is_honour_ticked=Exists(ticked))  # type: ignore[no-redef]  # as said
    posts = ("decided_by", "signed_off_by", "specialist_advice_by")
    return found.select_related(*_BY, *(f"{post}__{of}" for post in posts for of in ("user", "agency")))


def assessments_in_hand(user: User) -> QuerySet[Assessment]:
    """Assessments that are not signed off yet and that this person began, decided or was asked to do, newest first."""
    if user.post is None:
        return assessments_for(user).none()
    page = Concat(Value("/assessments/"), Cast(OuterRef("pk"), TextField()), Value("/"), output_field=TextField())
    asked = Task.objects.readable().filter(owner=user.post, rule=ASSESS_RULE, path=page)
    mine = Q(author=user.post) | Q(decided_by=user.post) | Exists(asked)
    return assessments_for(user).filter(mine).exclude(status=Status.SIGNED_OFF)


def assessments_to_sign_off(user: User) -> QuerySet[Assessment]:
    """Decided assessments that wait for a second person who may be this one: as `policy.may_sign_off` says."""
    waiting = assessments_for(user).filter(status=Status.DECIDED).order_by("decided_at")
    here = {"assessment": OuterRef("pk"), "author__user": user}
    until_then = {**here, "at__lte": OuterRef("decided_at")}
    wrote = (
        Exists(PartAnswer.objects.readable().filter(assessment=OuterRef("pk"), writers__contains=[user.pk]))
        | Exists(Tick.objects.readable().filter(is_ticked=True, **here))
        | Exists(ModelSeen.objects.readable().filter(**here))
        | Exists(ImportedFinding.objects.readable().filter(**here))
        | Exists(Told.objects.readable().filter(**until_then))
        | Exists(AgencyAsked.objects.readable().filter(**until_then))
    )
    for name in ("author", "decided_by", "step_up_by", "nwg_by"):
        waiting = waiting.exclude(**{f"{name}__user": user})
    return waiting.exclude(wrote).exclude(sent_back__contains=[{"decider": user.pk}])


def of_child(user: User | None, entity_id: UUID, *, is_held: bool = False) -> QuerySet[Assessment]:
    """Assessments of one child, the newest first, under any number that the child had.

    A number that people joined to this one, however many steps ago; one of which nothing is left for this person and
    that was assessed on a mention which is this child's now; of a number with nothing left, what it is now; and one
    whose case is under this number.
    `is_held` when it is known that something is left of this one.
    """
    of = [entity_id]
    if not is_held and not entities.held_for(user, of) and (now := entities.now_of(user, entity_id)):
        of.append(now)
    return _of_numbers(user, of)


def beside(user: User, assessment: Assessment, *, now: UUID | None = None) -> list[Assessment]:
    """All assessments of the child of this one, itself among them, the newest first: contact with the family rests on
    all of them. `now` is the child's number today, where it is known.
    """
    return list(_of_numbers(user, list({assessment.child_id, now or child_now(user, assessment)})))


def _of_numbers(user: User | None, of: list[UUID]) -> QuerySet[Assessment]:
    joined, followed = entities.joined_into(user, *of), _followed(of)
    known = JoinedNumber.objects.filter(child__in=of).values("assessment")
    return assessments_for(user).filter(Q(child__in=of) | Q(child__in=joined) | Q(pk__in=followed) | Q(pk__in=known))


def _followed(entity_ids: Iterable[UUID]) -> QuerySet[RestedOn, Any]:
    """Assessments of numbers with nothing left for this reader, begun on a mention that is one of these now."""
    left = ~Exists(Holding.objects.filter(entity=OuterRef("assessment__child")))
    return RestedOn.objects.filter(left, mention__entity__in=entity_ids).values("assessment")


def mentions_that_made(user: User, entity_id: UUID) -> list[UUID]:
    """The mentions that an entity was made of, as far as this person can see: not those that people joined to it since.

    These go elsewhere only when somebody says that the entity is another; a joined one may be found to be different.
    """
    joined = Match.objects.readable().filter(judgement=Match.Judgement.SAME, right=entity_id, mention__entity=entity_id)
    made = Mention.objects.readable().filter(entity=entity_id)
    return list(made.exclude(pk__in=joined.values("mention")).order_by("pk").values_list("pk", flat=True))


def child_now(user: User, assessment: Assessment) -> UUID:
    """The number of an assessed child today: the one assessed, unless this person holds nothing of that any more."""
    if entities.held_for(user, [assessment.child_id]):
        return assessment.child_id
    rested = RestedOn.objects.filter(assessment=assessment).exclude(mention__entity=assessment.child_id)
    followed = rested.order_by("-mention__at", "mention").values_list("mention__entity", flat=True).first()
    if (now := entities.now_of(user, assessment.child_id) or followed) is not None:
        return now
    return (
        JoinedNumber.objects.filter(assessment=assessment).values_list("child", flat=True).first()
        or assessment.child_id
    )


def of_children(user: User, entity_ids: Iterable[UUID]) -> dict[UUID, list[Assessment]]:
    """Assessments of several children that this person holds something of, in as many queries as for one.

    How each number came to be one of these children is only asked where some assessment is of another number.
    """
    asked = list(dict.fromkeys(entity_ids))
    joined, followed = entities.joined_into(user, *asked), _followed(asked)
    known = JoinedNumber.objects.filter(child__in=asked)
    of_these = Q(child__in=asked) | Q(child__in=joined) | Q(pk__in=followed) | Q(pk__in=known.values("assessment"))
    found = list(assessments_for(user).filter(of_these))
    of: dict[UUID, list[Assessment]] = {child: [one for one in found if one.child_id == child] for child in asked}
    if elsewhere := [one for one in found if one.child_id not in of]:
        numbers = entities.joined_into_each(user, asked)
        rested = RestedOn.objects.filter(assessment__in=elsewhere, mention__entity__in=asked)
        numbered = known.values_list("assessment", "child")
        is_followed = set(rested.values_list("assessment", "mention__entity").union(numbered))
        for child, one in product(asked, elsewhere):
            if one.child_id in numbers[child] or (one.pk, child) in is_followed:
                of[child].append(one)
    return of


def last_decided(user: User, entity_id: UUID) -> Assessment | None:
    """The newest assessment of a child that was decided, also one sent back since: what the next one starts from."""
    judged = {one.last_decided_at: one for one in of_child(user, entity_id) if one.last_decided_at}
    return judged[max(judged)] if judged else None


def holders_for(user: User) -> list[Holder]:
    """Who reads an assessment this person starts: they, their supervisors and the triage desk."""
    mine = [access.person(user.post)] if user.post else []
    return [*mine, access.supervisors_of(user.agency), access.triage_desk()]


def audience_for(user: User) -> Audience:
    """The audience of an assessment this person starts, of a child who has no case."""
    return access.audience_of(holders_for(user))


def teams_beside(user: User, child_id: UUID) -> list[Holder]:
    """The team of the child's open case, under any number that the child had; none for whom this person holds nothing of.

    The database answers which holder it is and nothing of what is in it, which this person may not be able to read.
    """
    numbers = [child_id, *entities.joined_into_each(user, [child_id])[child_id]]
    return list(Holder.objects.filter(pk__in=RawSQL("SELECT teams_beside(%s)", [numbers])))


def readers_of(assessment: Assessment) -> list[Holder]:
    """Who reads an assessment, by name, but for the teams of cases that the person asking is not on.

    Whoever begins to assess a child gives it to the team of the child's case too, which they may not know of: that
    there is one is for those who may read it.
    """
    mine = current().holders
    readers = Holder.objects.filter(audience=assessment.audience_id).order_by("label", "pk")
    return [one for one in readers if one.kind != Holder.Kind.TEAM or one.pk in mine]


def birth_date_of(held: Held) -> date | None:
    """The child's date of birth where everything held says the same one; none when nothing does, or two differ."""
    said = {facts.born_on for facts in held.said if facts.born_on}
    return said.pop() if len(said) == 1 else None


def answers_for(user: User, assessment: Assessment) -> Answers:
    """Everything written in one assessment, in the order of the lists and then of the days."""
    return answers_of(user, [assessment])[0]


def answers_of(user: User, assessments: Sequence[Assessment]) -> list[Answers]:
    """The same of several, read together."""

    def rows(model: type[Any], *related: str) -> dict[UUID, list[Any]]:
        found = model.objects.readable().filter(assessment__in=assessments).select_related(*_BY, *related)
        found = found.order_by("at", "pk")
        of: dict[UUID, list[Any]] = {one.pk: [] for one in assessments}
        for row in found:
            of[row.assessment_id].append(row)
        return of

    ticks = rows(Tick, "indicator__verified_by__user", "indicator__verified_by__agency",
                 "carried_from__author__user", "carried_from__author__agency")  # fmt: skip
    parts, told, findings = rows(PartAnswer), rows(Told), rows(ImportedFinding)
    agencies, models = (
        rows(AgencyAsked, "agency"),
        rows(ModelSeen, "model__verified_by__user", "model__verified_by__agency"),
    )
    return [
        Answers(
            assessment=one, parts={row.part: row for row in parts[one.pk]},
            ticks=sorted((tick for tick in ticks[one.pk] if tick.is_ticked), key=_place),
            told=told[one.pk], agencies=agencies[one.pk], models=models[one.pk], findings=findings[one.pk],
            is_age_marked=entities.is_age_in_dispute(user, one.child_id, _rests_on(one)),
        )
        for one in assessments
    ]  # fmt: skip


def _rests_on(assessment: Assessment) -> QuerySet[RestedOn, Any]:
    """The numbers that the mentions an assessment was begun on are of now."""
    return RestedOn.objects.filter(assessment=assessment).values("mention__entity")


def _place(tick: Tick) -> tuple[int, int, datetime]:
    listed = tick.indicator.position if tick.indicator else 10_000  # unlisted ones stand last
    return list(Part).index(Part(tick.part)), listed, tick.at


def with_childs_view_at(found: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """These, each with when what the child thinks and wants was last written there; none where it only came along."""
    written = PartAnswer.objects.readable().filter(assessment=OuterRef("pk"), part=Part.CHILD)
    at = written.exclude(state=PartAnswer.State.CARRIED).values("at")
    return found.annotate(childs_view_at=Subquery(at))  # type: ignore[no-redef]  # as `is_honour_ticked`


def labels_of(codes: Iterable[str]) -> dict[str, str]:
    """The words of these signs, by their codes, in the order given."""
    wanted = list(dict.fromkeys(codes))
    labels = dict(Indicator.objects.filter(code__in=wanted).order_by("valid_from").values_list("code", "label"))
    return {code: labels.get(code, code) for code in wanted}


def indicators(part: Part, answers: Answers) -> list[Indicator]:
    """The list of a part as it is today, and what is ticked here from a version that has been retired since."""
    today = [row for row in reference.current(Indicator).filter(kind=part) if Indicator.Asks.UNLISTED not in row.asks]
    ticked = {tick.indicator for tick in answers.ticks_of(part) if tick.indicator}
    return sorted({*today, *ticked}, key=lambda row: (row.position, row.code))


def unlisted_prompt() -> Indicator | None:
    """The open end of the list of vulnerabilities: what it asks of whoever adds one."""
    return reference.current(Indicator).filter(asks=[Indicator.Asks.UNLISTED]).first()


def unheard() -> list[Unheard]:
    """What services may have tried to hear the child, and what may have got in the way."""
    return reference.unheard(Unheard.Use.VIEW)


def models_of_exploitation() -> QuerySet[ExploitationModel]:
    """The models of exploitation on the list today."""
    return reference.current(ExploitationModel)


def agencies() -> QuerySet[Agency]:
    """Agencies that may be asked what they know."""
    return reference.agencies()


def model_for(user: User, assessment: Assessment, pk: UUID) -> QuerySet[ModelSeen]:
    """One model of exploitation written in an assessment, if it is there."""
    return ModelSeen.objects.readable().filter(assessment=assessment, pk=pk).select_related("model")


def asked_for(user: User, assessment: Assessment, pk: UUID) -> QuerySet[AgencyAsked]:
    """One agency asked in an assessment, if it is there."""
    return AgencyAsked.objects.readable().filter(assessment=assessment, pk=pk).select_related("agency")


def current_levels(user: User, entity_ids: Iterable[UUID]) -> dict[UUID, LevelDecided]:
    """The level that stands for each of these children, where this person may read one."""
    levels = {child: stands_now(levels_among(some)) for child, some in of_children(user, entity_ids).items()}
    return {child: one for child, one in levels.items() if one}


def ticks_without_notes(user: User) -> QuerySet[Tick]:
    """Ticks that have no evidence yet (REQ assess-notes-with-indicators), newest assessment first."""
    ticks = Tick.objects.readable().filter(is_ticked=True, note="")
    return ticks.select_related("assessment", *_BY).order_by("-assessment__started_at", "at", "pk")


def needs_without_service(user: User) -> QuerySet[Assessment]:
    """Assessments with a need that no service meets (REQ assess-early-not-resource-led): risk is not rationed."""
    return assessments_for(user).exclude(need_without_service="")
