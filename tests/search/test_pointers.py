"""Whether others hold something, and no more. REQ: soft-separate-store."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.concerns import reporting
from tessera.entities.models import Mention
from tessera.entities.services import MentionGiven
from tessera.search import pointers, policy
from tessera.work.models import Message
from tests.cast import Cast, agency, as_user, person
from tests.reporting import BACKEND, reference_in, written
from tests.reporting import signed_in as browser_of

pytestmark = pytest.mark.usefixtures("db")
HER = MentionGiven("person", "child", "Tegan Hollis, dob 1/8/2012")
HER_FACTS = {"first_name": "Tegan", "surname": "Hollis", "born_on": date(2012, 8, 1), "phone": ""}
FOUND = ("Low Hill School", "Ms Reid, 01632 960001")
TYPED = {
    "surname": "Holis",
    "born_on-day": "1",
    "born_on-month": "8",
    "born_on-year": "2012",
    "purpose": "She is missing",
}


@pytest.fixture
def cast():
    lead = person("holder", Role.SAFEGUARDING_LEAD, at=agency("low-hill-school", name="Low Hill School"))
    other = person("invited", Role.SAFEGUARDING_LEAD, at=agency("far-school", name="Far School"))
    return Cast(lead, other, other)


@pytest.fixture
def child(cast):
    with as_user(cast.holder):
        report = reporting.report_concern(typed={"narrative": "Late again."}, mentions=[HER], by=cast.holder)
        return Mention.objects.readable().get(report=report).entity_id


def reported(cast, words):
    """Somebody whom a report of the holder's agency speaks of in these words alone, as its page is sent."""
    sent = browser_of(cast.holder).post("/report/write/", written(about_concern=words))
    assert sent.status_code == 302
    with as_user(cast.holder):
        of_it = Mention.objects.readable().filter(report__reference=reference_in(sent["Location"]))
        return of_it.get(kind="person").entity_id


def signed_in(client, user):
    client.force_login(user, backend=BACKEND)
    return client


def let_find(cast, child):
    with as_user(cast.holder):
        return pointers.let_others_find(
            entity=child, contact="Ms Reid, 01632 960001", reason="She moves between schools.", by=cast.holder
        )


def asked(cast, **facts):
    with as_user(cast.invited):
        found = pointers.ask_pointers(**{**HER_FACTS, **facts}, purpose="She is missing", by=cast.invited)
        return [(one.agency, one.contact) for one in found]


def told(user):
    with as_user(user):
        return list(
            Message.objects.readable().filter(text__contains="asked whether anybody").values_list("text", flat=True)
        )


def tell(cast):
    with as_user(cast.invited):
        ask = pointers.PointerAsk.objects.readable().order_by("-at").first()
    pointers.tell_owners(ask=ask.pk, post_id=cast.invited.post.pk)


class TestAsking:
    def test_by_default_nothing_is_learned(self, cast, child):
        assert asked(cast) == []

    def test_what_an_agency_lets_others_find_is_an_agency_and_a_contact(self, cast, child):
        let_find(cast, child)
        assert asked(cast) == [FOUND]
        assert asked(cast, surname="Holliss", first_name="") == [FOUND]
        assert asked(cast, born_on=date(2012, 8, 2)) == []
        assert asked(cast, surname="Marlow") == []

    def test_hidden_again_nothing_is_learned(self, cast, child):
        let_find(cast, child)
        with as_user(cast.holder):
            pointers.hide_again(entity=child, reason="She asked us to.", by=cast.holder)
        assert asked(cast) == []

    def test_whoever_holds_something_is_told_whether_or_not_it_is_found(self, cast, child):
        asked(cast)
        assert told(cast.holder) == []
        tell(cast)
        assert len(told(cast.holder)) == 1
        assert "Far School" in told(cast.holder)[0]
        assert "Purpose: She is missing." in told(cast.holder)[0]
        assert "about Tegan Hollis, born 1 August 2012. Purpose" in told(cast.holder)[0], (
            "so that it is clear who is meant"
        )
        assert told(cast.invited) == []

    def test_a_number_alone_is_told_too(self, cast):
        with as_user(cast.holder):
            spoken = MentionGiven(
                "person", "child", "Tegan Hollis", {"first_name": "Tegan", "phones": ["07700 900911"]}
            )
            reporting.report_concern(typed={"narrative": "Late again."}, mentions=[spoken], by=cast.holder)
        asked(cast, first_name="", surname="", born_on=None, phone="07700 900911")
        tell(cast)
        (said,) = told(cast.holder)
        assert "about somebody with the telephone number 07700 900911. Purpose" in said

    @pytest.mark.parametrize(
        "typed",
        ["07700 900911", "07700900911", "07700 900-911", "+44 7700 900911", "+44 (0)7700 900911", "0044 7700900911"],
    )
    def test_a_number_is_the_same_however_it_is_written(self, cast, typed):
        let_find(cast, reported(cast, "Dazza, 07700 900 911"))
        assert asked(cast, first_name="", surname="", born_on=None, phone=typed) == [FOUND]

    def test_nobody_is_told_of_somebody_nobody_holds(self, cast, child):
        asked(cast, surname="Marlow")
        tell(cast)
        assert told(cast.holder) == []

    def test_so_many_an_hour(self, cast, monkeypatch):
        monkeypatch.setattr(policy, "ASKS_AN_HOUR", 1)
        asked(cast)
        with pytest.raises(PermissionDenied, match="Wait a little"):
            asked(cast)


class TestPages:
    def test_asked_too_often_it_is_refused_and_the_refusal_recorded(self, client, cast, monkeypatch):
        monkeypatch.setattr(policy, "ASKS_AN_HOUR", 0)
        page = signed_in(client, cast.invited).post("/search/ask/", TYPED)
        assert page.status_code == 403
        assert "Wait a little" in page.content.decode()
        with as_user(person("governance", Role.GOVERNANCE, at=agency("hub", "partnership"))):
            assert Entry.objects.filter(kind="access.refused", sentence__contains="Wait a little").exists()

    def test_hidden_and_absent_are_one_page(self, client, cast, child):
        """The same bytes, but for what was typed and the token of the form."""

        def page(surname):
            answered = signed_in(client, cast.invited).post("/search/ask/", {**TYPED, "surname": surname})
            text = answered.content.decode().replace(surname, "")
            return [line for line in text.splitlines() if "csrf" not in line]

        assert page("Hollis") == page("Marlow")
        assert any("is told who you are, what you typed and why you ask" in line for line in page("Hollis"))
        assert any("No agency holds anything that it lets you learn of" in line for line in page("Hollis"))

    def test_the_answer_says_whom_it_is_about_found_or_not(self, client, cast, child, caplog):
        """The same page either way but for the answer. What was asked stands in no address, and in no log."""
        who = {**TYPED, "first_name": "Tegan", "surname": "Hollis", "phone": "07700 900-911"}

        def page():
            answered = signed_in(client, cast.invited).post("/search/ask/", who)
            assert answered.status_code == 200
            assert "Location" not in answered
            return [line for line in answered.content.decode().splitlines() if "csrf" not in line]

        assert "You asked about" not in client.get("/search/ask/").content.decode()
        hidden = page()
        let_find(cast, child)
        hit = page()
        said = " ".join("".join(re.sub("<[^>]+>", " ", "\n".join(hit))).split())
        assert (
            "You asked about Name Tegan Hollis Date of birth 1 August 2012 Telephone number 07700 900-911 "
            "Information: Low Hill School holds something" in said
        )
        (answer,) = [(one, other) for one, other in zip(hit, hidden, strict=True) if one != other]
        assert "Low Hill School holds something" in answer[0]
        assert "No agency holds anything" in answer[1]
        assert not [
            href
            for href in re.findall('(?:href|action|src)="([^"]*)"', "".join(hit))
            if "Hollis" in href or "900" in href
        ]
        assert "Hollis" not in caplog.text

    def test_by_a_number_alone_somebody_learns_whom_to_speak_to(self, client, cast):
        """From a line of a report to the answer. Of a number that may not be learned of, the page is that of no number."""
        let_find(cast, reported(cast, "Dazza, 07700 900911"))
        reported(cast, "Jax, 07700 900922")

        def page(phone):
            answered = signed_in(client, cast.invited).post(
                "/search/ask/", {"phone": phone, "purpose": "He is with her"}
            )
            return [line for line in answered.content.decode().replace(phone, "").splitlines() if "csrf" not in line]

        said = "Low Hill School holds something about a person like this. Speak to: Ms Reid, 01632 960001"
        assert any(said in line for line in page("+44 7700 900-911"))
        assert page("07700 900922") == page("07700 900933")
        assert any("No agency holds anything that it lets you learn of" in line for line in page("07700 900922"))

    def test_what_may_be_found_says_whom_to_speak_to(self, client, cast, child):
        let_find(cast, child)
        page = signed_in(client, cast.invited).post("/search/ask/", TYPED).content.decode()
        assert "Low Hill School holds something about a person like this. Speak to: Ms Reid" in page
        assert "Late again" not in page

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"surname": ""}, "Give a surname and a date of birth, or a whole telephone number."),
            ({"born_on-day": "", "born_on-month": "", "born_on-year": ""}, "Give the whole date of birth"),
            ({"phone": "900911"}, "Give the whole telephone number."),
            ({"phone": "07700 900911 or 07700 900912"}, "Give one telephone number."),
            ({"purpose": ""}, "Why do you need to know?"),
        ],
    )
    def test_less_than_one_person_is_not_asked_for(self, client, cast, typed, said):
        page = signed_in(client, cast.invited).post("/search/ask/", {**TYPED, **typed}).content.decode()
        assert said in page
        assert "There is a problem" in page

    def test_a_lead_lets_others_find_and_hides_again(self, client, cast, child):
        address = f"/search/let-others-find/{child}/"
        assert signed_in(client, cast.invited).get(address).status_code == 404
        page = signed_in(client, cast.holder).post(address, {"contact": "Ms Reid", "reason": "She moves."}, follow=True)
        assert "Others may learn that you hold something about Tegan Hollis" in page.content.decode()
        assert "Others are told to speak to" in client.get(address).content.decode()
        client.post(address, {"reason": "She asked."})
        assert asked(cast) == []

    def test_nobody_else_of_the_agency_decides(self, client, cast, child):
        teacher = person("teacher", Role.REPORTER, at=agency("low-hill-school"))
        assert signed_in(client, teacher).get(f"/search/let-others-find/{child}/").status_code == 403
        assert signed_in(client, cast.holder).get(f"/search/let-others-find/{uuid4()}/").status_code == 404
