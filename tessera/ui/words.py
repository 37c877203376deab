"""Dates, moments, gaps and numbers, as a page says them. Times are Europe/London's."""

import datetime as dt
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


def date(day: dt.date | None) -> str:
    """“14 March 2026”. A moment is first taken to London; nothing gives nothing."""
    if day is None:
        return ""
    if isinstance(day, dt.datetime):
        day = _london(day)
    return f"{day.day} {day:%B} {day.year}"


def moment(at: dt.datetime | None) -> str:
    """“14 March 2026 at 4:30pm”, in London. Nothing gives nothing."""
    return "" if at is None else f"{date(at)} at {clock(at)}"


def clock(at: dt.datetime | dt.time) -> str:
    """“4:30pm”, “4pm”, “midday”, “midnight”, in London when a day comes with it."""
    if isinstance(at, dt.datetime):
        at = _london(at)
    if at.minute == 0 and at.hour in (0, 12):
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def gap(length: dt.timedelta | None) -> str:
    """How long, in words: “under a minute”, “40 minutes”, “3 hours 5 minutes”, “2 days”, “about 7 weeks”.

    The direction is not said: the page says “after” or “before”. Days are exact up to 14; after that, weeks,
    and then years and months, are rounded.
    """
    if length is None:
        return ""
    seconds = int(abs(length).total_seconds())
    if seconds < MINUTE:
        return "under a minute"
    if seconds < HOUR:
        return plural(seconds // MINUTE, "minute")
    if seconds < DAY:
        hours, minutes = divmod(seconds // MINUTE, 60)
        return plural(hours, "hour") + (f" {plural(minutes, 'minute')}" if minutes else "")
    days = seconds // DAY
    if days <= 14:
        return plural(days, "day")
    if days < 365:
        return f"about {plural(round(days / 7), 'week')}"
    years, months = divmod(round(days / 365.25 * 12), 12)
    return "about " + plural(years, "year") + (f" {plural(months, 'month')}" if months else "")


def ago(at: dt.datetime, *, now: dt.datetime) -> str:
    """How old, by whole days in London: “today”, “yesterday”, “3 days ago”, “about 7 weeks ago”."""
    days = (_london(now).date() - _london(at).date()).days
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{gap(dt.timedelta(days=days))} ago"


def plural(count: int, one: str, many: str | None = None) -> str:
    """“1 report”, “1,204 reports”, “2 children”: `plural(2, "child", "children")`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _london(at: dt.datetime) -> dt.datetime:
    # A moment without a zone is already London's: forms and catalogues write those.
    return at if at.tzinfo is None else at.astimezone(LONDON)
