"""A version for wider sharing leads nobody to its report but whoever may open that; the report is untouched."""

import re
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.access import services as access
from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.entities.services import MentionGiven, move_report, record_mentions
from tessera.information import receipts, sanitising
from tessera.information import services as information
from tessera.information.grading import grade_report
from tessera.information.identifying import given_away
from tessera.information.models import Report, Sanitised, SanitisedFrom
from tessera.work.models import Message
from tests.cast import agency, as_user, person
from tests.house.test_cast_on_every_url import TOKEN
from tests.reporting import signed_in

SAID = {
    "title": "A man near the quay",
    "text": "A man with a silver car has been seen near children.",
    "conditions": "Ask before it is shared further.",
    "originator": "Dr Ferrand agreed by telephone on 3 March.",
}


@pytest.fixture
def grader(db):
    return person("grader", Role.ANALYST, Role.GRADER, at=agency("county-police", "police"), name="Magda Zielonka")


@pytest.fixture
def nurse(db):
    return person("nurse", Role.SAFEGUARDING_LEAD, at=agency("hill-clinic", "health"), name="Nia Bellweather")


@pytest.fixture
def lead(db):
    return person("lead", Role.SAFEGUARDING_LEAD, at=agency("quay-school"), name="Ola Reid")


@pytest.fixture
def report(nurse, grader):
    audience = access.audience_of([access.leads_of(nurse.agency), access.person(grader.post)])
    with as_user(nurse):
        told = {
            "narrative": "She told me of a man at the quay.", "source": "professional", "source_name": "Dr Tomas Ferrand",
            "source_agency": "Harbour Surgery", "source_contact": "01632 960444",
        }  # fmt: skip
        made = information.send_report(given=told, audience=audience, sent_key=uuid4(), by=nurse)
    with as_user(grader):
        grade_report(
            report=made,
            source="2",
            information="C",
            handling="C",
            conditions="Ask first.",
            note="Read.",
            seen=None,
            by=grader,
        )
    return made


def sanitised(by, report, to=None, **more):
    with as_user(by):
        return sanitising.sanitise(report=report, to=to, by=by, **(SAID | more))


def test_those_who_may_open_the_report_see_the_way_both_ways_and_nobody_else_sees_any(report, grader, nurse, lead):
    """REQ: soft-cleanse-and-check, soft-original-kept"""
    version = sanitised(grader, report)
    for user in (grader, nurse):
        assert report.reference in signed_in(user).get(version.get_absolute_url()).content.decode()
        assert version.reference in signed_in(user).get(report.get_absolute_url()).content.decode()
    client = signed_in(lead)
    page = client.get(version.get_absolute_url())
    assert SAID["text"] in page.content.decode()
    listed = client.get("/shared/").content.decode()
    assert version.reference in listed
    for telling in (report.reference, "Hill Clinic", "Bellweather", "Ferrand", "Harbour Surgery", "/reports/WX-"):
        assert telling not in page.content.decode()
        assert telling not in listed
    assert client.get(report.get_absolute_url()).status_code == 404
    with as_user(lead):
        assert not SanitisedFrom.objects.readable().exists()
    with as_user(grader):
        kept = Report.objects.readable().get(pk=report.pk)
        link = SanitisedFrom.objects.readable().get(sanitised=version)
        assert kept.sha256 == report.sha256 == link.sha256
        assert receipts.is_as_sent(kept, files=[])


def test_it_is_shared_with_those_agencies_and_nobody_else(report, grader, lead, cast):
    version = sanitised(grader, report, to=[lead.agency])
    assert version.shared_with == "Safeguarding leads at Quay School, and the triage desk"
    assert signed_in(lead).get(version.get_absolute_url()).status_code == 200
    assert signed_in(cast.outsider).get(version.get_absolute_url()).status_code == 404
    assert "Hill Clinic" not in signed_in(lead).get(version.get_absolute_url()).content.decode()


def test_whoever_loses_the_report_loses_the_way_to_it(report, grader, nurse):
    version = sanitised(grader, report)
    with as_user(nurse) as by:
        move_report(report=report, audience=access.audience_of([access.leads_of(nurse.agency)]), by=by)
    page = signed_in(grader).get(version.get_absolute_url()).content.decode()
    assert SAID["text"] in page
    assert report.reference not in page
    with as_user(grader):
        assert not SanitisedFrom.objects.readable().exists()


@pytest.mark.parametrize(
    "words",
    ["Nia Bellweather", "nurse  BELLWEATHER says", "hill clinic", "Dr Ferrand", "Harbour  Surgery", "01632 960444"],
)
@pytest.mark.parametrize("where", ["title", "text", "conditions"])
def test_words_that_lead_to_the_source_are_refused_with_which_they_are(report, grader, words, where):
    """REQ: soft-cleanse-and-check: identities protected."""
    with pytest.raises(sanitising.GivesAway, match="Take out"):
        sanitised(grader, report, **{where: f"Ask {words}."})


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("see {WX-}", "the report’s reference"), ("see {WX }", "the report’s reference"),
        ("see {wx}.", "the report’s reference"), ("concern CN-PKFP-KCS7 has more", "a reference of a report or concern"),
        ("cn pkfp kcs7", "a reference of a report or concern"), ("Hill-Clinic", "the agency that wrote it"),
        ("the night-manager saw it", "the source"), ("Nia said so", "who wrote it"),
        ("QUAYFARERS\u00a0lodge", "the source"), ("see {bare} again", "the report’s reference"),
        ("see PKFP-KC7S again", "a reference of a report or concern"), ("the Bellweathers say", "who wrote it"),
        ("B e l l w e a t h e r", "who wrote it"), ("Be11-weather", "who wrote it"),
    ],
)  # fmt: skip
def test_however_they_are_written(report, words, what):
    report.source_name = "Night manager, Quayfarers Lodge"
    plain = report.reference
    forms = {"WX-": plain.replace("-", "–"), "WX ": plain.replace("-", "  "), "wx": plain.replace("-", "").lower()}
    forms["bare"] = plain.partition("-")[2]
    (found,) = {each.partition("(")[2] for each in given_away(report, words.format_map(forms))}
    assert found == f"{what})"


@pytest.mark.parametrize(
    "words",
    [
        "A manager of a lodging house by night", "As SV-2345-6789 says", "At Zq 1234 5678 9 he turned back",
        "Nian Road, near the hill; a clinic is there", "two thousand children", "a well-kept-room", "SV-8TW9-GQQX",
    ],
)  # fmt: skip
def test_what_leads_to_nobody_is_shared(report, words):
    report.source_name = "Night manager, Quayfarers Lodge"
    assert given_away(report, words) == []


def test_the_page_keeps_what_was_typed_and_says_what_to_take_out(report, grader, lead):
    client, page = signed_in(grader), f"/reports/{report.reference}/sanitise/"
    typed = SAID | {"who": "some", "agencies": [lead.agency.code], "text": f"As {report.reference} says, he waits."}
    answer = client.post(page, typed).content.decode()
    assert "the report’s reference" in answer
    assert "says, he waits." in answer
    none = client.post(page, SAID | {"who": "some"}).content.decode()
    assert "There is a problem" in none
    answer = client.post(page, typed | {"text": SAID["text"], "press": "share"}, follow=True)
    assert re.fullmatch(r"/shared/SV-[0-9A-Z]{4}-[0-9A-Z]{4}/", answer.redirect_chain[-1][0])


def test_before_anybody_reads_it_its_writer_reads_what_they_will(report, grader, lead):
    """REQ: soft-cleanse-and-check: one press shares nothing."""
    client, page = signed_in(grader), f"/reports/{report.reference}/sanitise/"
    typed = SAID | {"who": "all"}
    for press in ({}, {"press": "change"}, {"press": "else"}):
        answer = client.post(page, typed | press)
        assert answer.status_code == 200
        for words in SAID.values():
            assert words in answer.content.decode()
    with as_user(lead):
        assert not Sanitised.objects.readable().exists()
    check = client.post(page, typed).content.decode()
    assert "Nothing is shared yet" in check
    assert "You chose every agency" in check
    assert "Safeguarding leads of every agency, and the triage desk" in check
    led = client.post(page, typed | {"press": "share", "title": "Nia Bellweather says"}).content.decode()
    assert "Take out what leads to the report" in led
    assert client.post(page, typed | {"press": "share"}).status_code == 302
    with as_user(lead):
        assert Sanitised.objects.readable().count() == 1


def test_what_it_says_of_those_the_report_speaks_of_is_pointed_out_before_it_is_shared(report, grader, nurse):
    """REQ: soft-cleanse-and-check: identities protected, and a person decides."""
    with as_user(nurse) as by:
        record_mentions(
            report=report, by=by,
            mentions=[
                MentionGiven("person", "child", "Tegan Mawson, 14", {"first_name": "Tegan", "born_on": "2012-03-04"}),
                MentionGiven("vehicle", "other", "silver KX19 WRB", {"plate": "KX19WRB"}),
            ],
        )  # fmt: skip
    client, page = signed_in(grader), f"/reports/{report.reference}/sanitise/"
    text = "N.B. says that Tegans friend, born on 4/3/2012, got into KX 19 WRB."
    check = client.post(page, SAID | {"who": "all", "text": text}).content.decode()
    for said in (
        "“Tegan” (first name of a child)",
        "“4 March 2012” (date of birth of a child)",
        "“KX19WRB” (number plate)",
    ):
        assert said in check
    assert "“N.B.” may be read as the initials of whoever wrote the report or told them." in check
    plain = client.post(page, SAID | {"who": "all"}).content.decode()
    assert "It says of those the report speaks of" not in plain
    assert "initials" not in plain


def test_words_that_may_say_where_it_came_from_are_pointed_out_in_the_conditions_too(report, grader):
    """REQ: soft-cleanse-and-check: part of an agency’s name and the sort of agency lead to a source as its name does."""
    client, page = signed_in(grader), f"/reports/{report.reference}/sanitise/"
    sort = report.agency.get_kind_display()
    part = report.agency.name.partition(" ")[2]
    assert part
    given = SAID | {"who": "all", "conditions": f"Ask the {part.upper()} first. Only for {sort.lower()}."}
    check = client.post(page, given).content.decode()
    assert f"“{part}”, “{sort}” may say where it came from, or which agency wrote it." in check
    assert "may say where it came from" not in client.post(page, SAID | {"who": "all"}).content.decode()


def test_with_handling_c_its_conditions_travel_and_who_agreed_stays_with_the_report(report, grader, lead):
    """REQ: soft-grade: handling with conditions, the originator asked."""
    client, page = signed_in(grader), f"/reports/{report.reference}/sanitise/"
    asked = client.get(page).content.decode()
    assert ">Ask first.</textarea>" in asked, "the grade’s conditions are there to begin with"
    for missing in ("originator", "conditions"):
        answer = client.post(page, SAID | {"who": "all", "press": "share", missing: " "}).content.decode()
        assert "There is a problem" in answer
        assert ("Enter conditions on sharing it further." in answer) == (missing == "conditions")
        with pytest.raises(ValueError, match="handling C"):
            sanitised(grader, report, **{missing: " "})
    version = sanitised(grader, report)
    assert SAID["originator"] in client.get(report.get_absolute_url()).content.decode()
    for user in (lead, grader):
        read = signed_in(user).get(version.get_absolute_url()).content.decode()
        assert SAID["conditions"] in read
        assert SAID["originator"] not in read


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_wherever_it_stands_the_writers_name_is_found(report, before, after):
    found = given_away(report, f"{before} Nia   bellweather {after}")
    assert any("who wrote it" in one for one in found)


def test_only_a_graded_report_and_only_a_trained_grader(report, grader, nurse, cast):
    with pytest.raises(PermissionDenied, match="Only a trained"):
        sanitised(nurse, report)
    with as_user(nurse):
        audience = access.audience_of([access.person(grader.post)])
        ungraded = information.send_report(given={"narrative": "More."}, audience=audience, sent_key=uuid4(), by=nurse)
    with pytest.raises(PermissionDenied, match=r"ungraded\. Grade it first"):
        sanitised(grader, ungraded)


def test_the_same_press_twice_is_one_and_nothing_of_it_changes(report, grader):
    version = sanitised(grader, report)
    assert sanitised(grader, report) == version
    with as_user(grader), pytest.raises(ProgrammingError), transaction.atomic():
        Sanitised.objects.filter(pk=version.pk).update(text="Changed.")


def withdrawn(by, version, because="The car was another man’s."):
    with as_user(by):
        return sanitising.withdraw_version(version=version, because=because, by=by)


def test_whoever_a_version_is_shared_with_is_told_once_and_reads_it_from_there(report, grader, lead, cast):
    version = sanitised(grader, report, to=[lead.agency])
    assert sanitised(grader, report, to=[lead.agency]) == version, "the same press twice"
    told = f"{version.reference} was shared with you, graded {version.grade}. Keep to its conditions on sharing."
    with as_user(lead):
        [message] = Message.objects.readable()
        assert (message.text, message.path) == (told, version.get_absolute_url())
    assert told in signed_in(lead).get("/work/").content.decode()
    for other in (grader, cast.outsider):
        with as_user(other):
            assert not Message.objects.readable().filter(path=version.get_absolute_url()).exists()


def test_a_withdrawn_version_says_so_to_whoever_could_read_it_and_shows_nothing_else(report, grader, nurse, lead, cast):
    """REQ: soft-cleanse-and-check: what was shared is taken back where it was shared."""
    version = sanitised(grader, report)
    withdrawn(grader, version)
    for user in (lead, nurse, grader):
        client = signed_in(user)
        for page in (version.get_absolute_url(), "/shared/", "/work/", "/"):
            answer = client.get(page).content.decode()
            assert version.reference in answer, (user, page)
            assert "withdrawn" in answer, (user, page)
            assert SAID["text"] not in answer
            assert SAID["title"] not in answer
        assert "The car was another man’s." in client.get("/work/").content.decode()
        assert "The car was another man’s." in client.get(version.get_absolute_url()).content.decode()
    assert SAID["title"] not in signed_in(grader).get(report.get_absolute_url()).content.decode()
    assert signed_in(cast.outsider).get(version.get_absolute_url()).status_code == 404
    with as_user(cast.outsider):
        assert not Message.objects.readable().exists()


def test_who_wrote_it_is_told_when_another_withdraws_it_after_they_lost_the_report(report, grader, nurse, lead):
    version = sanitised(grader, report, to=[lead.agency])
    second = person("second", Role.GRADER, Role.SAFEGUARDING_LEAD, at=nurse.agency)
    with as_user(nurse) as by:
        move_report(report=report, audience=access.audience_of([access.leads_of(nurse.agency)]), by=by)
    with pytest.raises(PermissionDenied, match="who may open the report"):
        withdrawn(grader, version)
    withdrawn(second, version)
    assert "The car was another man’s." in signed_in(grader).get("/work/").content.decode()


def test_withdrawing_is_a_graders_with_a_reason_that_leads_to_nobody_and_once(report, grader, nurse, lead):
    version = sanitised(grader, report)
    page = f"{version.get_absolute_url()}withdraw/"
    with pytest.raises(PermissionDenied, match="Only a trained"):
        withdrawn(nurse, version)
    assert signed_in(lead).get(page).status_code == 403
    client = signed_in(grader)
    assert "There is a problem" in client.post(page, {"because": " "}).content.decode()
    answer = client.post(page, {"because": "Nia Bellweather took it back."}).content.decode()
    assert "Take out what leads to the report" in answer
    assert "Nia Bellweather took it back." in answer
    assert client.post(page, {"because": "Wrong car."}).status_code == 302
    assert client.post(page, {"because": "Wrong car."}).status_code == 302, "the same press twice"
    answer = client.post(page, {"because": "Wrong man."}).content.decode()
    assert "Somebody withdrew this version while you were writing" in answer
    assert "Wrong man." in answer
    with as_user(grader):
        assert Sanitised.objects.readable().get(pk=version.pk).withdrawn_because == "Wrong car."
        assert Message.objects.readable().filter(path=version.get_absolute_url()).count() == 1
    with as_user(person("gov", Role.GOVERNANCE, at=agency("hub", "partnership"))):
        [entry] = Entry.objects.filter(kind="information.version_withdrawn")
        assert entry.sentence == f"Magda Zielonka withdrew Sanitised version {version.reference}: Wrong car."


def test_what_was_withdrawn_may_be_shared_again_with_a_reference_of_its_own(report, grader):
    version = sanitised(grader, report)
    withdrawn(grader, version)
    assert sanitised(grader, report).reference != version.reference


def test_that_there_is_a_version_changes_no_byte_for_whoever_may_not_read_it(report, grader, lead, cast):
    pages = ["/shared/", "/", "/for-police/"]
    client = signed_in(cast.holder)
    before = [TOKEN.sub(b"", client.get(page).content) for page in pages]
    sanitised(grader, report, to=[lead.agency])
    assert [TOKEN.sub(b"", client.get(page).content) for page in pages] == before
