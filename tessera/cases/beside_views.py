"""Beside the child: the team, the family, what the child said, what will be done, and assessing them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.cases import forms, pages, policy, queries, services
from tessera.cases.models import Case
from tessera.ui.words import date


@requires(Permission.CASE)
def put_on_team(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody joins the child's team, and may read the case from then on."""
    case = pages.opened(request, pk)
    policy.may_change_team(request.user, case).require()
    form = forms.JoinForm(request.POST or None, workers=queries.workers(), initial={"version": case.version})
    if form.is_valid():
        given = form.cleaned_data
        may_join = policy.may_join(request.user, case, given["post"], given["part"])
        if may_join:
            try:
                services.put_on_team(case=case, by=request.user, **given)
            except services.Stale as stale:
                saved = _team(request, stale.case)
                return pages.changed_meanwhile(request, stale, "put_on_team", form=form, saved=saved)
            messages.success(request, f"{given['post']} is on the team.")
            return redirect(case)
        form.add_error("post", may_join.reason)
    return pages.shown(request, case, "put_on_team", form=form)


@requires(Permission.CASE)
def take_off_team(request: HttpRequest, pk: UUID, member: UUID) -> HttpResponse:
    """Somebody leaves the child's team. With their last part there, the case is closed to them."""
    case = pages.opened(request, pk)
    leaving = get_object_or_404(queries.member_for(request.user, case, member))
    policy.may_leave(request.user, case, leaving).require()
    form = forms.ReasonForm(request.POST or None, initial={"version": case.version})
    if form.is_valid():
        try:
            services.take_off_team(member=leaving, by=request.user, **form.cleaned_data)
        except services.Stale as stale:
            saved = _team(request, stale.case)
            return pages.changed_meanwhile(request, stale, "take_off_team", form=form, saved=saved, member=leaving)
        messages.success(request, f"{leaving.post} has left the team.")
        return redirect("cases:mine" if leaving.post == request.user.post else case)
    return pages.shown(request, case, "take_off_team", form=form, member=leaving)


@requires(Permission.CASE)
def hear(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what the child said."""
    case = pages.opened(request, pk)
    policy.may_work_on(request.user, case).require()
    start = {"said_on": timezone.localdate(), "what": request.GET.get("what", "")}
    form = forms.HearForm(request.POST or None, initial=start)
    if form.is_valid():
        services.hear(case=case, by=request.user, **form.cleaned_data)
        messages.success(request, "Written down.")
        return redirect(case)
    return pages.shown(request, case, "hear", form=form)


@requires(Permission.CASE)
def note_missed_contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A contact with the child that did not happen: what was tried and what got in the way."""
    case = pages.opened(request, pk)
    policy.may_work_on(request.user, case).require()
    form = forms.MissedContactForm(request.POST or None, initial={"meant_for": timezone.localdate()})
    if form.is_valid():
        services.note_missed_contact(case=case, by=request.user, **form.cleaned_data)
        messages.success(request, "Kept.")
        return redirect(case)
    return pages.shown(request, case, "note_missed_contact", form=form, unheard=queries.unheard())


@requires(Permission.CASE)
def record_care_review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A care plan review, with what it considered on exploitation and on missing episodes."""
    case = pages.opened(request, pk)
    policy.may_work_on(request.user, case).require()
    form = forms.CareReviewForm(request.POST or None, initial={"held_on": timezone.localdate()})
    if form.is_valid():
        services.record_care_review(case=case, by=request.user, **form.given())
        messages.success(request, "Recorded.")
        return redirect(case)
    return pages.shown(request, case, "record_care_review", form=form)


@requires(Permission.CASE)
def note_family(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody in the family and the part they play."""
    return _family(request, pages.opened(request, pk), {})


@requires(Permission.CASE)
def change_family(request: HttpRequest, pk: UUID, member: UUID) -> HttpResponse:
    """Another part for somebody in the family."""
    case = pages.opened(request, pk)
    now = get_object_or_404(queries.family_member_for(request.user, case, member))
    return _family(request, case, {"name": now.name, "relation": now.relation, "part": now.part})


@requires(Permission.CASE)
def set_action(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Something that somebody on the team will do by a day."""
    case = pages.opened(request, pk)
    policy.may_work_on(request.user, case).require()
    team = dict.fromkeys(one.post for one in queries.record_of(request.user, case).present_team)
    form = forms.ActionForm(request.POST or None, team=team)
    if form.is_valid():
        services.set_action(case=case, by=request.user, **form.cleaned_data)
        messages.success(request, "Action set.")
        return redirect(case)
    return pages.shown(request, case, "set_action", form=form)


@requires(Permission.CASE)
def start_assessment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Assess the child, for the team to read too."""
    case = pages.opened(request, pk)
    policy.may_assess(request.user, case).require()
    if request.method == "POST":
        return redirect(services.start_assessment(case=case, by=request.user))
    return pages.shown(request, case, "start_assessment")


def _family(request: HttpRequest, case: Case, now: dict[str, str]) -> HttpResponse:
    policy.may_work_on(request.user, case).require()
    start = {**now, "on": timezone.localdate(), "version": case.version}
    form = forms.FamilyForm(request.POST or None, initial=start)
    if form.is_valid():
        given = form.cleaned_data
        before = queries.present_part(request.user, case, given["name"])
        may_note = policy.may_note_part(request.user, case, before, given["on"])
        if may_note:
            try:
                services.note_family(case=case, by=request.user, **given)
            except services.Stale as stale:
                saved = _family_now(request, stale.case)
                return pages.changed_meanwhile(request, stale, "note_family", form=form, saved=saved)
            messages.success(request, "Kept.")
            return redirect(case)
        form.add_error("on", may_note.reason)
    return pages.shown(request, case, "note_family", form=form)


def _team(request: HttpRequest, case: Case) -> list[tuple[str, str]]:
    return [(one.get_part_display(), str(one.post)) for one in queries.record_of(request.user, case).present_team]


def _family_now(request: HttpRequest, case: Case) -> list[tuple[str, str]]:
    family = queries.record_of(request.user, case).present_family
    said = [
        (one.name, f"{one.relation}: {one.get_part_display().lower()}, since {date(one.from_on)}") for one in family
    ]
    return said or [("Family", "Nobody is noted yet")]
