"""The review queue: what comparisons in bulk suggested, answered one after another."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tessera.access.guards import requires
from tessera.access.roles import Permission
from tessera.audit.log import record
from tessera.entities import events, merging, policy, queries
from tessera.entities.merge_views import CHANGED, MENTIONS_COMPARED
from tessera.entities.queries import merged, pairs, review
from tessera.entities.queries.in_common import around_two
from tessera.entities.review_forms import KEEP_KEY, KEYS, NOTE_KEY, SKIP_KEY, ReviewForm

SHOWN = 20
GONE = "{by} answered “{judgement}” while this page was open. Your answer was not kept. You wrote: {note}"
FINISHED = "That was the last one. What you skipped is still here."


@requires(Permission.MATCH)
def suggestions(request: HttpRequest) -> HttpResponse:
    """The suggestions to answer, the best first."""
    found = review.to_review(request.user, most=SHOWN)
    many = review.how_many_to_review(request.user)
    record(events.REVIEW_OPENED, by=request.user, shown=len(found))
    return render(request, "entities/suggestions.html", {"found": found, "many": many, "counted": review.COUNTED})


@requires(Permission.MATCH)
def review_one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One suggestion: both sides, the reasons and the reports, an answer, and then the next."""
    try:
        shown = review.review_for(request.user, pk)
    except Http404:
        if (answered := _answered_meanwhile(request)) is None:
            raise
        return answered
    policy.may_merge(request.user, shown.left, shown.right).require()
    last = merged.last_answer(shown.left.pk, shown.right.pk)
    seen = last.pk if last else None
    form, notice = _form(shown, request.POST or None, seen), ""
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("seen", "judgement", "note")}
        try:
            merging.answer_pair(one=shown.left.pk, other=shown.right.pk, by=request.user, **given)
        except merging.Stale as stale:
            if (answered := _answered_meanwhile(request)) is not None and _is_joined(request, shown):
                return answered
            seen, notice = stale.saved.pk if stale.saved else None, CHANGED
            kept = {name: given[name] for name in ("judgement", "note")}
            form = _form(shown, None, seen, initial=kept)
        else:
            messages.success(request, f"Your answer about {shown.left.name} and {shown.right.name} is kept.")
            return _to(request, review.to_review(request.user, most=1, after=shown.suggestion))
    return _review(request, shown, form, notice)


def _form(shown: review.Review, given: Any, seen: UUID | None, **more: Any) -> ReviewForm:
    left, right = shown.left, shown.right
    one, two = pairs.names_apart(left, right)
    return ReviewForm(given, one=one, other=two, left=left.pk, right=right.pk, seen=seen, **more)


def _to(request: HttpRequest, following: list[review.Review]) -> HttpResponse:
    if following:
        return redirect(following[0].suggestion)
    messages.success(request, FINISHED)
    return redirect("entities:review")


def _is_joined(request: HttpRequest, shown: review.Review) -> bool:
    return len(queries.held_for(request.user, [shown.left.pk, shown.right.pk])) < 2


def _answered_meanwhile(request: HttpRequest) -> HttpResponse | None:
    """Back to the queue with what was typed, where somebody's answer that this reader may read took the pair away."""
    form = ReviewForm(request.POST or None, one="", other="", left=UUID(int=0), right=UUID(int=0))
    if not form.is_valid():
        return None
    answer = merged.last_answer(form.cleaned_data["one"], form.cleaned_data["other"])
    if answer is None:
        return None
    words = GONE.format(
        by=answer.author.user.name, judgement=answer.get_judgement_display(), note=form.cleaned_data["note"]
    )
    messages.warning(request, words)
    return redirect("entities:review")


def _review(request: HttpRequest, shown: review.Review, form: ReviewForm, notice: str) -> HttpResponse:
    left, right = shown.left, shown.right
    record(events.REVIEWED, by=request.user, on=left, other=right.name)
    held = queries.held_for(request.user, [left.pk, right.pk], with_standings=True)
    left, right = held[left.pk], held[right.pk]
    said: list[Any] = [list(queries.mentions_of(request.user, one.pk)[:MENTIONS_COMPARED]) for one in (left, right)]
    following = review.to_review(request.user, most=1, after=shown.suggestion)
    return render(request, "entities/review.html", {
        "shown": shown, "left": left, "right": right, "form": form, "notice": notice, "lines": pairs.lines_of(*said),
        "earlier": merged.answers_between(request.user, left.pk, right.pk), "following": following,
        "sides": list(zip((left, right), said, strict=True)), "keep_key": KEEP_KEY, "skip_key": SKIP_KEY,
        "around": around_two(request.user, left, right), "names": pairs.names_apart(left, right),
        "warning": pairs.spoken_of_otherwise(left, right),
        "keys": [*KEYS.items(), ("why", NOTE_KEY), ("keep answer", KEEP_KEY), ("skip", SKIP_KEY)],
    })  # fmt: skip
