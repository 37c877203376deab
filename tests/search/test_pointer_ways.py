"""What others must ask by stands beside the button that lets them learn. REQ: soft-separate-store."""

import re
from datetime import date

import pytest

from tessera.access.roles import Role
from tessera.entities.models import Match
from tessera.entities.services import answer_match
from tessera.search import pointers
from tests.cast import Cast, agency, as_user, person
from tests.entities.telling import only, told
from tests.entities.telling import person as somebody
from tests.reporting import signed_in

pytestmark = pytest.mark.usefixtures("db")
BORN = date(2012, 8, 1)
NOBODY = "Nobody can find this record yet"
NO_REPORT = f"{NOBODY}: none of your agency’s reports that you may read gives a name with a whole date of birth"
ANEW = "Hide it here, then let others learn of it again."
BY_BIRTH = "<li>surname Hollis and date of birth 1 August 2012</li>"
SAID = {"contact": "Ms Reid", "reason": "She moves between schools."}


@pytest.fixture
def cast():
    lead = person(
        "holder", Role.SAFEGUARDING_LEAD, Role.TRIAGE_OFFICER, at=agency("low-hill-school", name="Low Hill School")
    )
    other = person("invited", Role.SAFEGUARDING_LEAD, at=agency("far-school", name="Far School"))
    return Cast(lead, other, other)


def page_of(cast, child, **sent):
    """The page where others are let learn, after something was sent to it or not; without the token of its form."""
    client, path = signed_in(cast.holder), f"/search/let-others-find/{child}/"
    if sent:
        client.post(path, sent, follow=True)  # what was done is said once, on the page that follows
    return "\n".join(line for line in client.get(path).content.decode().splitlines() if "csrf" not in line)


def finds(cast, *, surname="", born_on=None, phone=""):
    with as_user(cast.invited):
        return bool(
            pointers.ask_pointers(
                first_name="", surname=surname, born_on=born_on, phone=phone, purpose="She is missing", by=cast.invited
            )
        )


@pytest.mark.parametrize(
    ("words", "listed", "asked"),
    [
        ("Tegan Hollis, dob 1/8/2012", [BY_BIRTH], {"surname": "Hollis", "born_on": BORN}),
        ("Hollis, dob 1/8/2012", [BY_BIRTH], {"surname": "Hollis", "born_on": BORN}),
        ("Dazza, 07700 900911", ["<li>telephone number 07700900911</li>"], {"phone": "07700 900911"}),
        ("Tegan Hollis, 14", [], {"surname": "Hollis", "born_on": BORN}),
        ("Tegan, number ends 911", [], {"phone": "07700 900911"}),
    ],
)
def test_what_is_listed_is_what_is_answered(cast, words, listed, asked):
    (mention,) = told(cast.holder, only(cast.holder), somebody(words))
    for page in (page_of(cast, mention.entity_id), page_of(cast, mention.entity_id, **SAID)):
        assert re.findall("<li>(?:surname|telephone).*?</li>", page) == listed
        assert (NO_REPORT in page) == (not listed)
        assert ("others can find this record by:" in page.lower()) == bool(listed)
    assert finds(cast, **asked) == bool(listed)


def test_what_stands_only_in_another_agencys_report_finds_nobody_and_the_page_says_so(cast):
    """Byte for byte the page without that report; a report of one's own that says it is then enough."""
    ours, both = only(cast.holder), only(cast.holder, cast.invited)
    (child,) = told(cast.holder, ours, somebody("Tegan Hollis"))
    alone = page_of(cast, child.entity_id)
    assert NO_REPORT in alone
    (theirs,) = told(cast.invited, both, somebody("Tegan Hollis, dob 1/8/2012"))
    with as_user(cast.holder):
        answer_match(
            mention=theirs, entity=child.entity_id, judgement=Match.Judgement.SAME, note="", by=cast.holder, seen=None
        )
    assert page_of(cast, child.entity_id) == alone
    assert NO_REPORT in page_of(cast, child.entity_id, **SAID)
    assert not finds(cast, surname="Hollis", born_on=BORN)
    told(cast.holder, ours, somebody("Tegan Hollis, dob 1/8/2012", same_as=child.entity_id))
    assert BY_BIRTH in page_of(cast, child.entity_id)
    assert finds(cast, surname="Hollis", born_on=BORN)


def test_it_rests_on_a_report_that_others_can_find_somebody_by(cast):
    """The newest that says enough, whoever else reads it, not simply the newest."""
    (child,) = told(cast.holder, only(cast.holder), somebody("Tegan Hollis, dob 1/8/2012"))
    both = only(cast.holder, cast.invited)
    told(cast.holder, both, somebody("Tegan Hollis", same_as=child.entity_id))
    assert BY_BIRTH in page_of(cast, child.entity_id, **SAID)
    assert finds(cast, surname="Hollis", born_on=BORN)


def test_a_report_for_other_readers_that_says_enough_is_pointed_out(cast):
    (child,) = told(cast.holder, only(cast.holder), somebody("Tegan Hollis"))
    assert NO_REPORT in page_of(cast, child.entity_id, **SAID)
    both = only(cast.holder, cast.invited)
    told(cast.holder, both, somebody("Tegan Hollis, dob 1/8/2012", same_as=child.entity_id))
    page = page_of(cast, child.entity_id)
    assert NOBODY in page
    assert ANEW in page
    assert not finds(cast, surname="Hollis", born_on=BORN)
    page_of(cast, child.entity_id, reason="It rested on the wrong report.")
    assert BY_BIRTH in page_of(cast, child.entity_id, **SAID)
    assert finds(cast, surname="Hollis", born_on=BORN)
