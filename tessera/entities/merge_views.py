"""Is this the same as something else held? Suggestions for a thing as a whole, two side by side, and taking back."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.entities import events, merging, policy, queries
from tessera.entities.following import follows_joins
from tessera.entities.merge_forms import FindForm, PairForm, UndoForm
from tessera.entities.models import Match
from tessera.entities.queries import Held, merged, pairs
from tessera.entities.queries.in_common import around_two
from tessera.entities.queries.merged import Join

ADDRESS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
MENTIONS_COMPARED = 100
CHANGED = "Somebody else answered while this page was open. Their answer is shown below, with what you wrote."
NOT_FOUND = "Nothing of this kind that you can see is at this address or in this report."
GONE = "Somebody has taken this join back already."
MEANWHILE = "{by} answered “{judgement}” while this page was open. Your answer was not kept. You wrote: {note}"
JOINED_ELSEWHERE = "One of the two was joined to another. Your answer was not kept: answer about the two as they are now. You wrote: {note}"


@requires(Permission.MATCH)
@follows_joins("pk")
def merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a thing as a whole may be the same as, with the reasons, and what was answered."""
    held = queries.entity_for(request.user, pk)
    form = FindForm(request.GET if "find" in request.GET else None)
    found: list[Held] = []
    if form.is_valid():
        typed = form.cleaned_data["find"]
        if address := ADDRESS.search(typed):
            other = UUID(address.group())
            if other != pk and other in queries.held_for(request.user, [other]):
                return redirect("entities:pair", pk, other)
        else:
            found = pairs.of_a_report(request.user, typed.strip(), held)
        if not found:
            form.add_error("find", NOT_FOUND)
    like = pairs.wholes_like(request.user, held)
    record(events.LOOKED_ALIKE, by=request.user, on=held, found=len(like.open))
    asked = [one.entity_id for one in (*like.open, *like.answered)]
    standings = {one.pk: one.standings for one in queries.held_for(request.user, asked, with_standings=True).values()}
    return render(request, "entities/merge.html", {
        "held": held, "form": form, "found": found, "like": like, "standings": standings,
    })  # fmt: skip


@requires(Permission.MATCH)
def pair(request: HttpRequest, pk: UUID, other: UUID) -> HttpResponse:
    """Two things side by side, and a person's answer: same, different or unsure."""
    if (elsewhere := _joined_meanwhile(request, pk, other) or _where_they_are_now(request, pk, other)) is not None:
        return elsewhere
    left, right = queries.entity_for(request.user, pk), queries.entity_for(request.user, other)
    policy.may_merge(request.user, left, right).require()
    last = merged.last_answer(pk, other)
    one, two = pairs.names_apart(left, right)
    form = PairForm(request.POST or None, one=one, other=two, seen=last.pk if last else None)
    notice = ""
    if form.is_valid():
        given = form.cleaned_data
        try:
            answer = merging.answer_pair(one=pk, other=other, by=request.user, **given)
        except merging.Stale as stale:
            if pk not in queries.held_for(request.user, [pk]):
                messages.warning(request, CHANGED)
                return redirect("entities:entity", other)
            kept = {name: given[name] for name in ("judgement", "note")}
            seen = stale.saved.pk if stale.saved else None
            form, notice = PairForm(one=one, other=two, seen=seen, initial=kept), CHANGED
        else:
            messages.success(request, _kept(answer.judgement, left, right))
            return redirect(right.path if answer.judgement == "same" else left.path)
    return _pair(request, left, right, form, notice)


def _joined_meanwhile(request: HttpRequest, pk: UUID, other: UUID) -> HttpResponse | None:
    """To what the two are now, with what was typed, where an answer that this reader may read joined them first."""
    if not request.POST or len(queries.held_for(request.user, [pk, other])) == 2:
        return None
    answer = merged.last_answer(pk, other)
    if answer is None or answer.judgement != Match.Judgement.SAME:
        return None
    now = queries.joined_now(request.user, answer.left_id)
    note = request.POST.get("note", "").strip()
    if answer.author != request.user.post or answer.note != note:
        by, judgement = answer.author.user.name, answer.get_judgement_display()
        messages.warning(request, MEANWHILE.format(by=by, judgement=judgement, note=note))
    return redirect("entities:entity", now)


def _where_they_are_now(request: HttpRequest, pk: UUID, other: UUID) -> HttpResponse | None:
    """To the two as they are now, with what was typed, where either was joined to another; to the one they became."""
    held = queries.held_for(request.user, [pk, other])
    if len(held) == len({pk, other}):
        return None
    one, two = (each if each in held else queries.joined_now(request.user, each) for each in (pk, other))
    if note := request.POST.get("note", "").strip():
        messages.warning(request, JOINED_ELSEWHERE.format(note=note))
    return redirect("entities:entity", one) if one == two else redirect("entities:pair", one, two)


def _kept(judgement: str, left: Held, right: Held) -> str:
    if judgement == "same":
        return f"{left.name} is joined to {right.name}. You can undo this from this page."
    return f"Your answer about {left.name} and {right.name} is kept."


def _pair(request: HttpRequest, left: Held, right: Held, form: PairForm, notice: str) -> HttpResponse:
    record(events.OPENED, by=request.user, on=left)
    record(events.OPENED, by=request.user, on=right)
    held = queries.held_for(request.user, [left.pk, right.pk], with_standings=True)
    left, right = held[left.pk], held[right.pk]
    said: list[Any] = [list(queries.mentions_of(request.user, one.pk)[:MENTIONS_COMPARED]) for one in (left, right)]
    return render(request, "entities/pair.html", {
        "left": left, "right": right, "form": form, "notice": notice, "lines": pairs.lines_of(*said),
        "score": pairs.whole_score(left, right), "earlier": merged.answers_between(request.user, left.pk, right.pk),
        "sides": list(zip((left, right), said, strict=True)), "around": around_two(request.user, left, right),
        "names": pairs.names_apart(left, right), "warning": pairs.spoken_of_otherwise(left, right),
    })  # fmt: skip


@requires(Permission.MATCH)
def undo_merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back a join, with a reason, after reading what goes back and what stays."""
    form = UndoForm(request.POST or None)
    try:
        join, entity = merged.join_for(request.user, pk)
    except Http404:
        if (left := merged.parted_again(pk)) is None or not form.is_valid():
            raise
        messages.warning(request, f"{GONE} You wrote: {form.cleaned_data['note']}")
        return redirect("entities:entity", left)
    if form.is_valid():
        try:
            merging.undo_join(join=pk, by=request.user, **form.cleaned_data)
        except merging.NothingToUndo:
            messages.warning(request, GONE)
            return redirect("entities:entity", entity)
        messages.success(request, _taken_back(request, join))
        return redirect("entities:entity", join.answer.left_id)
    held = queries.entity_for(request.user, entity)
    record(events.OPENED, by=request.user, on=held)
    return render(request, "entities/undo_merge.html", {
        "held": held, "form": form, "undoing": merged.undoing_of(request.user, join), "join": join,
    })  # fmt: skip


def _taken_back(request: HttpRequest, join: Join) -> str:
    """What came of it: all that was moved may have been joined to something else since, and stays there."""
    if join.answer.left_id in queries.held_for(request.user, [join.answer.left_id]):
        return f"{join.name} and {join.into} are two again. Tessera remembers that they are different."
    return (
        f"This join is taken back, and Tessera remembers that {join.name} and {join.into} are different. What was moved "
        "by it was joined to something else since, and stays there: take that join back too to have them apart."
    )
