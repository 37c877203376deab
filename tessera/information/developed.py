"""Reading what trained people made of reports: what each is used as, what is for the police, what was shared on."""

from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from tessera.access.models import Post, User
from tessera.audit.log import storable
from tessera.information.models import MethodCoded, PoliceItem, Promotion, Report, Sanitised, SanitisedFrom
from tessera.information.queries import reports_for, with_grades

POSTS = ("author__user", "author__agency")


@dataclass(frozen=True)
class Development:
    """What was made of one report since it was sent, the newest of each first."""

    promotions: tuple[Promotion, ...]
    marks: tuple[PoliceItem, ...]
    methods: tuple[MethodCoded, ...]
    shared: tuple[SanitisedFrom, ...]

    @property
    def last(self) -> Promotion | None:
        """The promotion in force."""
        return self.promotions[0] if self.promotions else None

    @property
    def step(self) -> Promotion.Step:
        """What the report is used as: soft information until somebody promotes it. REQ soft-separate-store."""
        return Promotion.Step(self.last.step) if self.last else Promotion.Step.SOFT

    @property
    def is_promoted(self) -> bool:
        """Whether it is used as more than soft information."""
        return self.step != Promotion.Step.SOFT

    @property
    def promoted_by(self) -> list[Post]:
        """Everybody who took it a step further since it was last soft information, the last of them first."""
        taken = takewhile(lambda step: step.step != Promotion.Step.SOFT, self.promotions)
        return [step.author for step in taken if step.author is not None]

    @property
    def is_for_police(self) -> bool:
        """Whether it carries the exploitation category."""
        return bool(self.marks) and self.marks[0].is_marked

    @property
    def shared_still(self) -> list[SanitisedFrom]:
        """The versions of it that were not withdrawn."""
        return [one for one in self.shared if one.sanitised.withdrawn_at is None]

    @property
    def coded(self) -> list[MethodCoded]:
        """The methods that stand."""
        return [one for one in self.methods if one.withdrawn_at is None]

    @property
    def withdrawn(self) -> list[MethodCoded]:
        """The methods that were taken back. They stay on record, with the reason."""
        return [one for one in self.methods if one.withdrawn_at is not None]


def development_of(user: User, report: Report) -> Development:
    """What was made of a report, as far as this person's keyring opens it. Its writer alone is shown none of it."""
    methods = MethodCoded.objects.readable().select_related(
        "method", *POSTS, "withdrawn_by__user", "withdrawn_by__agency"
    )
    shared = (
        SanitisedFrom.objects.readable()
        .select_related("sanitised__prepared_by__user", "sanitised__prepared_by__agency")
        .order_by("-sanitised__at", "pk")
    )
    return Development(
        tuple(Promotion.objects.readable().filter(report=report).select_related(*POSTS, "grade")),
        tuple(PoliceItem.objects.readable().filter(report=report).select_related(*POSTS)),
        tuple(methods.filter(report=report)),
        tuple(shared.filter(report=report)),
    )


def items_for_police(user: User, *, step: str = "", grade: str = "") -> QuerySet[Any]:
    """Every report that carries the exploitation category and that this person may read, each with grade and status.

    `step_said` is what it is used as, `grade_said` the words for its grade. REQ soft-se-category.
    """
    marks = PoliceItem.objects.readable()
    newest = marks.filter(report=OuterRef("pk")).order_by("-at", "-id").values("is_marked")[:1]
    steps = Promotion.objects.readable().filter(report=OuterRef("pk")).order_by("-at", "-id").values("step")[:1]
    found: QuerySet[Any] = with_grades(reports_for(user).filter(pk__in=marks.values("report")))
    found = found.annotate(
        is_for_police=Subquery(newest),
        step_said=Coalesce(Subquery(steps), Value(Promotion.Step.SOFT.value), output_field=TextField()),
    ).filter(is_for_police=True)
    if step:
        found = found.filter(step_said=step)
    if grade == "ungraded":
        found = found.exclude(grade_said__regex="^[123][A-E]$")
    elif grade:
        found = found.filter(grade_said__contains=grade)
    return found.order_by("-sent_at", "pk")


def method_for(user: User, pk: Any) -> MethodCoded | None:
    """One method coded on a report, or nothing: hidden and absent are the same."""
    return MethodCoded.objects.readable().select_related("method", "report", "withdrawn_by").filter(pk=pk).first()


def shared_versions(user: User) -> QuerySet[Sanitised]:
    """Sanitised versions that this person may read, the newest first."""
    return Sanitised.objects.readable().select_related(
        "prepared_by__user", "prepared_by__agency", "withdrawn_by__user", "withdrawn_by__agency"
    )


def shared_version(user: User, reference: str) -> Sanitised | None:
    """The sanitised version of this reference, or nothing: hidden and absent are the same."""
    return shared_versions(user).filter(reference=storable(reference.upper())).first()


def original_of(user: User, version: Sanitised) -> Report | None:
    """The report that a version was written from, for whoever may open it under a key of theirs."""
    found = SanitisedFrom.objects.readable().filter(sanitised=version)
    link = found.select_related("report__author__user", "report__agency").first()
    return link.report if link else None
