"""Background jobs about staff, run by the worker. Their arguments are ids only."""

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from tessera.staff import leaving, reviewing, sitting


@app.periodic(cron="5 * * * *", periodic_id="close-posts")
@app.task(name="staff.close_posts", queueing_lock="staff.close_posts", pass_context=False)
def close_posts(timestamp: int) -> int:
    """Each hour: close what ended posts still hold, and warn of last days that are near. An hour missed is made up."""
    today = timezone.localdate()
    return leaving.close_posts_past_their_last_day(on=today) + leaving.warn_of_last_days(on=today)


@app.periodic(cron="45 6 * * *", periodic_id="review-staff")
@app.task(name="staff.review", queueing_lock="staff.review", pass_context=False)
def review_staff(timestamp: int) -> int:
    """Each morning: begin the reviews that are due, and tell of those that are late."""
    now = datetime.now(UTC)
    return reviewing.begin_reviews(at=now) + reviewing.tell_overdue(at=now)


@app.periodic(cron="* * * * *", periodic_id="end-administering")
@app.task(name="staff.end_administering", queueing_lock="staff.end_administering", pass_context=False)
def end_administering(timestamp: int) -> int:
    """Each minute: log the end of administrative sign-ins that ran out."""
    return sitting.close_those_that_ran_out(at=datetime.now(UTC))
