"""What every page shows around its content: the service navigation and the footer."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from tessera.access.guards import opens
from tessera.access.roles import Permission
from tessera.access.time_limits import BEGAN, WARNING, day_over
from tessera.concerns.queries import concerns_about, named_since
from tessera.concerns.referring import referrals_of
from tessera.entities.queries.said_as import read_as_in, things_in
from tessera.governance.policy import may_restrict
from tessera.governance.queries import accesses_to, restriction_now

NAVIGATION = [
    ("Home", "overview:home", Permission.HOME),
    ("Report", "concerns:report", Permission.REPORT),
    ("Search", "search:begin", Permission.SEARCH),
    ("Triage", "overview:triage", Permission.TRIAGE),
    ("My work", "work:mine", Permission.HOME),
    ("Cases", "cases:mine", Permission.CASE),
    ("Directory", "reference:directory", Permission.HOME),
    ("Audit", "overview:audit", Permission.AUDIT_READ),
]
FOR_ONESELF = [("Your sign-ins", "sign_ins"), ("Your second factor", "mfa_index")]
FOOTER = [("Lists and where they come from", "reference:catalogues"), ("Page components", "ui:components")]


def site(request: HttpRequest) -> dict[str, Any]:
    """The navigation this person's post includes, with where they are now; `opens(path)` says where they may go.

    `concerns_of(report)` are the concerns of a report that they may read, `named_since(report)` whom others named in
    it, `things_in(report)` what is held of each of those, `read_as_in(report)` as what it speaks of each,
    `referrals_of(report)` who has to act on it, `emergencies_to(path)` who opened it in an emergency,
    `restriction_on(record)` to whom it is restricted: the pages of a report stand on a lower floor.
    """
    user = request.user
    nav = [
        {"text": text, "href": reverse(name), "current": request.path == reverse(name)}
        for text, name, permission in NAVIGATION
        if user.is_authenticated and user.may(permission)
    ]
    footer = [
        {"text": text, "href": reverse(name)}
        for text, name in (*(FOR_ONESELF if user.is_authenticated else ()), *FOOTER)
    ]
    if user.is_authenticated and settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
        footer.insert(0, {"text": "How you sign in", "href": reverse("ways_to_sign_in")})
    is_timed = user.is_authenticated and BEGAN in request.session
    return {
        "request": request,
        "day_over": day_over(request) if is_timed else None,
        "idle_minutes": settings.IDLE_MINUTES,
        "time_to_warn": WARNING,
        "nav": nav,
        "footer_links": footer,
        "opens": partial(opens, user),
        "concerns_of": partial(concerns_about, user),
        "named_since": partial(named_since, user),
        "referrals_of": partial(referrals_of, user),
        "emergencies_to": partial(accesses_to, user),
        "restriction_on": partial(restriction_now, user),
        "may_restrict": partial(may_restrict, user),
        "read_as_in": partial(read_as_in, user),
        "things_in": partial(things_in, user),
    }
