"""Each quarter every agency looks through who works there. Late, information governance is told."""

from datetime import datetime

from django.db import transaction
from django.db.models import Min
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tessera.access.models import Agency, Post, User
from tessera.access.policy import YES, Answer, no
from tessera.audit.log import record
from tessera.lib.local_time import day_starts
from tessera.staff import events, policy, queries
from tessera.staff.models import Review, ReviewAnswer, Sitting
from tessera.staff.sitting import tell_governance
from tessera.work import services as work

EVERY, LASTS = "access-review-interval", "access-review"


@transaction.atomic
def begin_reviews(*, at: datetime) -> int:
    """Begin the review of each agency whose last one began an interval ago, or whose first post did."""
    begun = 0
    staffed = Post.objects.held(on=timezone.localdate(at)).order_by().values("agency").annotate(first=Min("starts_on"))
    first = {row["agency"]: row["first"] for row in staffed}
    for agency in Agency.objects.filter(pk__in=first, is_active=True).select_for_update():
        last = Review.objects.filter(agency=agency).order_by("-began_at").first()
        if last is not None and last.done_at is None:
            continue
        begins = work.due_under(EVERY, start=last.began_at if last else day_starts(first[agency.pk]))[1]
        if begins is not None and begins <= at:
            warn, due = work.due_under(LASTS, start=at)
            review = Review.objects.create(agency=agency, began_at=at, warn_at=warn, due_at=due)
            record(events.REVIEW_BEGAN, by=None, on=review)
            begun += 1
    return begun


@transaction.atomic
def tell_overdue(*, at: datetime) -> int:
    """Tell information governance of each review that is late, once."""
    late = Review.objects.filter(done_at__isnull=True, overdue_told_at__isnull=True, due_at__lte=at)
    rows = list(late.select_for_update(skip_locked=True, of=("self",)).select_related("agency"))
    for review in rows:
        review.overdue_told_at = at
        review.save(update_fields=["overdue_told_at"])
        tell_governance(f"Overdue: {str(review)[:1].lower()}{str(review)[1:]}.")
        record(events.REVIEW_OVERDUE, by=None, on=review)
    return len(rows)


@transaction.atomic
def answer(*, review: Review, post: Post, what: str, reason: str, sitting: Sitting | None, by: User) -> ReviewAnswer:
    """Say of a colleague whether they still need what they hold. What was said before stays."""
    review = _held(review, by)
    post = get_object_or_404(queries.staff_for(by), pk=post.pk)
    policy.may_review(by, sitting, review, post).require()
    assert by.post is not None
    said = ReviewAnswer.objects.create(
        review=review, post=post, what=what, reason=reason, by=by.post, at=timezone.now()
    )
    record(
        events.REVIEW_ANSWERED, by=by, on=review, post=str(post), what=said.get_what_display().lower(), reason=reason
    )
    return said


def may_finish(user: User, sitting: Sitting | None, review: Review) -> Answer:
    """Finish it: everybody but oneself is answered for, and whoever was to change or go has done so."""
    if not (first := policy.may_administer(user, sitting)):
        return first
    if review.done_at is not None:
        return no("This review is finished.")
    for one in queries.asked_in(user, review):
        if one.is_me:
            continue
        if one.answer is None:
            return no(f"Say first what becomes of {one.post.user.name}.")
        if one.answer.what != ReviewAnswer.What.KEEP:
            return no(f"You said “{one.answer.get_what_display()}” of {one.post.user.name}: do that first.")
    return YES


@transaction.atomic
def finish(*, review: Review, sitting: Sitting | None, by: User) -> None:
    """The list was gone through. Information governance looks at whoever went through it."""
    review = _held(review, by)
    may_finish(by, sitting, review).require()
    review.done_at, review.done_by = timezone.now(), by.post
    review.save(update_fields=["done_at", "done_by"])
    record(events.REVIEW_DONE, by=by, on=review)
    tell_governance(f"{by.post} finished the review of who works there. Whether they need their own post is for you.")


def _held(review: Review, by: User) -> Review:
    held = Review.objects.filter(pk=review.pk, agency=by.agency).select_for_update(of=("self",))
    return get_object_or_404(held.select_related("agency"))
