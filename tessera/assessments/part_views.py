"""The pages of the parts, in the toolbox's order: each says how it stands and is saved as one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.assessments import forms, list_forms, part_forms, policy, queries, services
from tessera.assessments.before import answers_before, part_before
from tessera.assessments.pages import around, changed_meanwhile, onward, opened, shown, written
from tessera.assessments.parts import ABOUT
from tessera.assessments.reported import age_reported
from tessera.assessments.terms import Part


@requires(Permission.ASSESS)
def about(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The child and the people involved."""
    answers = opened(request, pk, Part.ABOUT.label)
    reported = age_reported(request.user, answers.assessment)
    form = part_forms.AboutForm(request.POST or None, answers=answers, reported=reported)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ABOUT}
        version = form.cleaned_data["version"]
        try:
            services.save_about(
                assessment=answers.assessment, version=version, answers=given, left=form.left, by=request.user
            )
        except services.Stale:
            return changed_meanwhile(request, pk, "about", part=Part.ABOUT, form=form, written=[])
        return onward(request, pk, "about", left=len(form.left))
    return shown(request, answers, "about", form=form, part=Part.ABOUT, written=written(Part.ABOUT, answers))


@requires(Permission.ASSESS)
def advice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Specialist advice that was taken after the decision: contact with the family waits for it."""
    answers, status = opened(request, pk, "Specialist advice"), 200
    form = forms.AdviceForm(request.POST or None)
    if form.is_valid():
        try:
            services.record_advice(assessment=answers.assessment, by=request.user, **form.cleaned_data)
        except services.Stale:
            answers, status = opened(request, pk, "Specialist advice, written meanwhile"), 409
        else:
            messages.success(request, "Written. It is kept with the assessment.")
            return redirect("assessments:overview", pk)
    of_child = queries.beside(request.user, answers.assessment)
    may_write = policy.may_write_advice(request.user, answers.assessment, *of_child)
    return shown(
        request, answers, "advice", form=form, may_write=may_write, not_kept=status == 409, status=status,
        of_child=of_child,
    )  # fmt: skip


@requires(Permission.ASSESS)
def actual(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Signs of actual exploitation. Any tick opens the immediate action before anything else."""
    return _list(request, pk, Part.ACTUAL)


@requires(Permission.ASSESS)
def suspected(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Signs of suspected exploitation."""
    return _list(request, pk, Part.SUSPECTED)


@requires(Permission.ASSESS)
def vulnerability(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Vulnerabilities. The list is open: what is not on it can be added and counts."""
    return _list(request, pk, Part.VULNERABILITY)


def _list(request: HttpRequest, pk: UUID, part: Part) -> HttpResponse:
    answers = opened(request, pk, part.label)
    typed, rows = request.POST or None, queries.indicators(part, answers)
    unlisted = None
    if part == Part.VULNERABILITY:
        held = None if typed else list_forms.UnlistedForm.held(answers)
        unlisted = list_forms.UnlistedRows(typed, prefix="unlisted", initial=held)
    is_changing = unlisted is not None and unlisted.is_changing
    form = list_forms.ListForm(typed, part=part, rows=rows, answers=answers, as_typed=is_changing)
    last = part_before(request.user, answers.assessment, part) if answers.is_asked_afresh(part) else None
    context = {"last": last, "unlisted": unlisted, "rows": rows, "forms": [form] if unlisted is None else [form, unlisted],
               "open_end": queries.unlisted_prompt() if unlisted is not None else None}  # fmt: skip
    ticks, is_filled = [], form.is_valid() and (unlisted is None or unlisted.is_valid())
    if is_filled:
        ticks = [*form.given, *(list_forms.UnlistedForm.given(unlisted.filled) if unlisted is not None else [])]
    if is_filled and form.says(ticks):
        state = form.cleaned_data["state"]
        try:
            services.save_list(
                assessment=answers.assessment, part=part, version=form.cleaned_data["version"],
                state=state, ticks=ticks, by=request.user,
            )  # fmt: skip
        except services.Stale:
            return changed_meanwhile(request, pk, "list", part=part, form=form, written=[], **context)
        return onward(request, pk, part, left=0 if ticks or state else 1)
    return shown(request, answers, "list", form=form, part=part, written=written(part, answers), **context)


@requires(Permission.ASSESS)
def immediate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who was told at once, and when."""
    answers = opened(request, pk, "Immediate action")
    form = forms.TellForm(request.POST or None, started_at=answers.assessment.started_at)
    if form.is_valid():
        try:
            services.tell(assessment=answers.assessment, by=request.user, **form.cleaned_data)
        except services.Stale:
            answers = opened(request, pk, "Immediate action, signed off meanwhile")
        else:
            messages.success(request, "Written. It is kept with the assessment.")
            return redirect("assessments:immediate", pk)
    may_add = policy.may_add(request.user, answers.assessment)
    return shown(request, answers, "immediate", form=form, may_add=may_add)


@requires(Permission.ASSESS)
def child(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the child thinks and wants, or why it is not here."""
    answers = opened(request, pk, Part.CHILD.label)
    form = part_forms.ChildForm(request.POST or None, answers=answers)
    if form.is_valid():
        try:
            services.save_child(assessment=answers.assessment, left=form.left, by=request.user, **form.cleaned_data)
        except services.Stale:
            return changed_meanwhile(
                request, pk, "child", part=Part.CHILD, form=form, written=[], unheard=queries.unheard()
            )
        return onward(request, pk, "child", left=len(form.left))
    return shown(
        request, answers, "child", form=form, part=Part.CHILD, written=written(Part.CHILD, answers),
        unheard=queries.unheard(),
    )  # fmt: skip


@requires(Permission.ASSESS)
def network(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is already held about the people, places and friends around the child, where this reader may see it."""
    answers = opened(request, pk, "The people around the child")
    return shown(request, answers, "network", **around(request.user, answers.assessment))


@requires(Permission.ASSESS)
def models(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The models of exploitation that may be at work, with their dates."""
    answers = opened(request, pk, "Models of exploitation")
    listed = queries.models_of_exploitation()
    form = forms.ModelForm(request.POST or None, models=listed)
    if form.is_valid():
        try:
            services.add_model(assessment=answers.assessment, by=request.user, **form.cleaned_data)
        except services.Stale:
            answers = opened(request, pk, "Models of exploitation, decided meanwhile")
        else:
            messages.success(request, "Added.")
            return redirect("assessments:models", pk)
    of_child = queries.beside(request.user, answers.assessment)
    before = answers_before(request.user, answers.assessment, of_child)
    return shown(request, answers, "models", form=form, listed=listed, before=before, of_child=of_child)


@requires(Permission.ASSESS)
def end_model(request: HttpRequest, pk: UUID, row: UUID) -> HttpResponse:
    """A model of exploitation that is no longer at work."""
    answers = opened(request, pk, "Models of exploitation")
    seen = get_object_or_404(queries.model_for(request.user, answers.assessment, row))
    form = forms.EndModelForm(request.POST or None, from_on=seen.from_on)
    if form.is_valid():
        try:
            services.end_model(seen=seen, by=request.user, **form.cleaned_data)
        except services.Stale:
            seen = get_object_or_404(queries.model_for(request.user, answers.assessment, row))
            return shown(request, answers, "end_model", form=form, seen=seen, status=409)
        return redirect("assessments:models", pk)
    return shown(request, answers, "end_model", form=form, seen=seen)


@requires(Permission.ASSESS)
def agencies(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which agencies were asked what they know, when, and what they answered. Silence shows."""
    answers = opened(request, pk, "What other agencies know")
    form = forms.AskForm(request.POST or None, agencies=queries.agencies())
    if form.is_valid():
        try:
            services.ask_agency(assessment=answers.assessment, by=request.user, **form.cleaned_data)
        except services.Stale:
            answers = opened(request, pk, "What other agencies know, signed off meanwhile")
        else:
            messages.success(request, "Written. Until they answer, their silence shows.")
            return redirect("assessments:agencies", pk)
    of_child = queries.beside(request.user, answers.assessment)
    before = answers_before(request.user, answers.assessment, of_child)
    may_add = policy.may_add(request.user, answers.assessment)
    return shown(request, answers, "agencies", form=form, before=before, may_add=may_add, of_child=of_child)


@requires(Permission.ASSESS)
def answer(request: HttpRequest, pk: UUID, row: UUID) -> HttpResponse:
    """What an agency answered."""
    answers = opened(request, pk, "What other agencies know")
    asked = get_object_or_404(queries.asked_for(request.user, answers.assessment, row))
    form = forms.AnswerForm(request.POST or None, asked_on=asked.asked_on)
    if form.is_valid():
        try:
            services.record_answer(asked=asked, by=request.user, **form.cleaned_data)
        except services.Stale:
            asked = get_object_or_404(queries.asked_for(request.user, answers.assessment, row))
            return shown(request, answers, "answer", form=form, asked=asked, status=409)
        return redirect("assessments:agencies", pk)
    return shown(request, answers, "answer", form=form, asked=asked)


@requires(Permission.ASSESS)
def other_tools(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What other tools found, each with its tool, date and author, beside our own findings."""
    answers = opened(request, pk, "What other tools found")
    form = forms.FindingForm(request.POST or None)
    if form.is_valid():
        try:
            services.import_finding(assessment=answers.assessment, by=request.user, **form.cleaned_data)
        except services.Stale:
            answers = opened(request, pk, "What other tools found, decided meanwhile")
        else:
            messages.success(request, "Added.")
            return redirect("assessments:other_tools", pk)
    of_child = queries.beside(request.user, answers.assessment)
    before = answers_before(request.user, answers.assessment, of_child)
    return shown(request, answers, "other_tools", form=form, before=before, of_child=of_child)
