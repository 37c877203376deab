"""Reporting, page by page: what a person reads, with and without JavaScript, and nothing typed ever lost."""

import re
from datetime import datetime
from types import SimpleNamespace
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tessera.access import services as access
from tessera.concerns import reporting_views
from tessera.concerns.models import Concern
from tessera.entities import queries as entities
from tessera.entities.models import Mention
from tessera.entities.services import MentionGiven, move_report, record_mentions
from tessera.information import queries as information
from tessera.information.models import Draft, Report, SealedSource
from tests.cast import as_user
from tests.reporting import PNG, Staff, make_staff, reference_in, signed_in, written

LONDON = ZoneInfo("Europe/London")
LABELS = [
    "What happened or what did you notice?",
    "When was this?",
    "How do you know?",
    "I saw it",
    "The child told me",
    "Someone else told me",
    "I worked it out",
    "Who is this about?",
    "Send concern",
    "Save draft",
]


@pytest.fixture
def staff(db, settings, tmp_path) -> Staff:
    settings.FILES_FOLDER = tmp_path
    return make_staff()


def text_of(reply, status: int = 200) -> str:
    assert reply.status_code == status, reply
    return reply.content.decode()


def sent_report(staff, reply) -> Report:
    assert reply.status_code == 302, reply.content.decode()
    with as_user(staff.desk):
        found = information.report_for(staff.desk, reference_in(reply["Location"]))
    assert found
    return found


def file(name="gate.png", content=PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_two_questions_then_straight_on(staff):
    client = signed_in(staff.teacher)
    page = text_of(client.get("/report/"))
    assert "999" in page
    assert "Continue" in page
    unanswered = text_of(client.post("/report/", {"danger": "no"}))
    assert "Error:" in unanswered
    assert client.post("/report/", {"danger": "no", "harm": "no"})["Location"] == "/report/write/?danger=no&harm=no"
    with as_user(staff.teacher):
        assert not Draft.objects.exists()


def test_danger_shows_999_at_once_and_that_it_was_shown_is_kept_with_the_report(staff):
    """REQ: intake-emergency-prompt"""
    client = signed_in(staff.teacher)
    danger = client.post("/report/", {"danger": "yes", "harm": "yes"})["Location"]
    assert danger.startswith("/report/danger/")
    shown = text_of(client.get(danger))
    assert "Ring 999" in shown
    harm = re.search(r'href="(/report/harm/[^"]+)"', shown)[1]
    write = re.search(r'href="(/report/write/[^"]+)"', text_of(client.get(harm)))[1]
    key = re.search(r'name="key" value="([^"]+)"', text_of(client.get(write)))[1]
    sent = sent_report(
        staff, client.post("/report/write/", written(key=key, immediate_danger="yes", significant_harm="yes"))
    )
    assert sent.immediate_danger
    assert "999" in sent.route_shown
    assert "01632" in sent.route_shown
    with as_user(staff.desk):
        assert Concern.objects.get().band == "emergency"


@pytest.mark.parametrize(
    ("answers", "page", "number"), [({"danger": "yes"}, "danger", "999"), ({"harm": "yes"}, "harm", "01632")]
)
def test_one_yes_is_enough_to_be_shown_whom_to_ring(staff, answers, page, number):
    client = signed_in(staff.teacher)
    place = client.post("/report/", answers)["Location"]
    assert place.startswith(f"/report/{page}/")
    assert number in text_of(client.get(place))
    with as_user(staff.teacher):
        draft = Draft.objects.get()
        assert number in draft.route_shown
        assert draft.typed == {"immediate_danger" if page == "danger" else "significant_harm": "yes"}


@pytest.mark.parametrize(("hour", "number"), [(12, "01632 960840"), (20, "01632 960841")])
def test_harm_shows_the_front_door_as_it_is_staffed_now(staff, monkeypatch, hour, number):
    """REQ: intake-out-of-hours"""
    at = datetime(2026, 11, 20, hour, tzinfo=LONDON)
    monkeypatch.setattr(reporting_views, "timezone", SimpleNamespace(now=lambda: at))
    assert number in text_of(signed_in(staff.teacher).get("/report/harm/"))


def test_the_page_says_what_the_contract_says(staff):
    """REQ: intake-shared-definition"""
    page = text_of(signed_in(staff.teacher).get("/report/write/"))
    assert [label for label in LABELS if label not in page] == []
    assert "16 February 2017" in page
    assert "imbalance of power" in page


def test_one_line_with_javascript_goes_straight_through(staff):
    """REQ: intake-accept-fragments, intake-single-front-door"""
    client = signed_in(staff.teacher)
    reply = client.post("/report/write/", written(narrative="Grey car WX51 ABC, towards the harbour"))
    sent = sent_report(staff, reply)
    page = text_of(client.get(reply["Location"]))
    assert "govuk-panel__title" in page
    assert "&lt;" not in client.get(reply["Location"]).content.decode(), "no markup is shown as words"
    assert sent.reference in page
    assert "The triage desk" in page
    assert re.search(r"by \d+ \w+ \d{4} at", page)
    with as_user(staff.desk):
        assert Mention.objects.get(report=sent).fields["plate"] == "WX51ABC"
    again = sent_report(staff, client.post("/report/write/", written(narrative="That car again, plate ending 1ABC")))
    with as_user(staff.desk):
        (mention,) = record_mentions(
            report=again, mentions=[MentionGiven("vehicle", "other", "plate ending 1ABC")], by=staff.desk
        )
        assert sent in [report for one in entities.suggestions_for(staff.desk, mention) for report in one.reports]


def test_without_javascript_a_check_page_stands_between(staff):
    client = signed_in(staff.teacher)
    answers = written(
        scripted="",
        narrative="She is promiscuous. WX51 ABC and WX52 ABD.",
        when_text="14/3/2026",
        about_child="Kay Marsh 8/1/2012",
    )
    check = client.post("/report/write/", answers, follow=True)
    page = text_of(check)
    assert "Saturday 14 March 2026" in page
    assert "first name Kay, surname Marsh, date of birth 8 January 2012" in page
    assert "people of concern, people who protect" in page
    assert "promiscuous" in page
    assert "try “" in page
    codes = re.findall(r'name="offered" value="([^"]+)"', page)
    assert page.count("checked") == len(codes) == 2
    with as_user(staff.desk):
        assert not Report.objects.exists()
    reply = client.post("/report/check/", {"key": answers["key"], "offered": codes, "mention": codes[:1]})
    sent = sent_report(staff, reply)
    with as_user(staff.desk):
        assert set(Mention.objects.filter(report=sent).values_list("kind", flat=True)) == {"person", "vehicle"}
        assert Mention.objects.filter(report=sent).count() == 2


@pytest.mark.parametrize("scripted", ["yes", ""])
def test_double_click_and_sending_again_make_one_report(staff, scripted):
    client = signed_in(staff.teacher)
    answers = written(scripted=scripted)
    places = set()
    for _ in range(3):
        reply = client.post("/report/write/", answers)
        if "check" in reply["Location"]:
            reply = client.post("/report/check/", {"key": answers["key"]})
        places.add(reply["Location"])
    assert len(places) == 1
    assert client.get(f"/report/write/?draft={answers['key']}")["Location"] in places
    assert client.get(f"/report/check/?draft={answers['key']}")["Location"] in places
    with as_user(staff.desk):
        assert Report.objects.count() == Concern.objects.count() == 1


@pytest.mark.parametrize("scripted", ["yes", ""])
def test_a_page_opened_anew_by_back_sends_the_same_words_once(staff, scripted):
    """A browser that goes back may open the page again, with another key, and put what was typed back into it."""
    client, places = signed_in(staff.teacher), []
    for _ in range(2):
        answers = written(scripted=scripted)
        reply = client.post("/report/write/", answers)
        if "check" in reply["Location"]:
            reply = client.post("/report/check/", {"key": answers["key"]})
        places.append(reply["Location"])
    assert places[0] == places[1]
    assert "nothing was sent twice" in client.get(places[1]).content.decode()
    with as_user(staff.desk):
        assert Report.objects.count() == 1
    with as_user(staff.teacher):
        assert Draft.objects.count() == 0
    other = signed_in(staff.teacher).post("/report/write/", written(scripted="yes", narrative="It was a red car."))
    assert other["Location"] not in places


@pytest.mark.parametrize("second", ["Rae Finch", "Jo Marsh"])
def test_the_same_words_from_a_withheld_source_are_never_taken_for_one(staff, second):
    """Who said it is sealed and cannot be compared: somebody else may have said the same."""
    client = signed_in(staff.teacher)
    for name in ("Rae Finch", second):
        answers = {"source": "public_withheld", "withheld_name": name, "source_reference": "SA/7"}
        assert "/report/sent/" in client.post("/report/write/", written(**answers))["Location"]
    with as_user(staff.desk):
        assert Report.objects.count() == 2


@pytest.mark.parametrize("scripted", ["yes", ""])
@pytest.mark.parametrize(
    "changed",
    [
        {"narrative": "It was a red car."},
        {"about_child": "Kay Marsh"},
        {"seen_by": "desk"},
        {"child_knows": "no"},
        {"attached": [SimpleUploadedFile("gate.png", PNG)]},
        {"narrative": ""},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_other_words_on_a_page_that_was_sent_are_said_to_be_unsent_kept_and_sent_as_an_addition(
    staff, scripted, changed
):
    client = signed_in(staff.teacher)
    answers = written(scripted=scripted)
    client.post("/report/write/", answers)
    if not scripted:
        client.post("/report/check/", {"key": answers["key"]})
    with as_user(staff.desk):
        first = Report.objects.get()
    answers |= changed
    for one in changed.get("attached", []):
        one.seek(0)
    reply = client.post("/report/write/", answers)
    page = text_of(reply, 409)
    for said in ("This page was already sent", first.reference, "has not been sent", *_words_of(changed)):
        assert said in page, said
    with as_user(staff.desk):
        assert Report.objects.count() == Concern.objects.count() == 1
    for one in changed.get("attached", []):
        one.seek(0)
    assert re.findall(r"draft=[-0-9a-f]+", text_of(client.post("/report/write/", answers), 409)) == re.findall(
        r"draft=[-0-9a-f]+", page
    ), "pressed again it is the same draft"
    place = re.search(r"/report/write/\?draft=([-0-9a-f]+)", page)
    draft = text_of(client.get(place[0]))
    assert f"Add to or correct {first.reference}" in draft
    for said in _words_of(changed):
        assert said in draft
    if changed == {"narrative": ""}:
        return
    kept = {name: answer for name, answer in answers.items() if name != "attached"}
    added = sent_report(staff, client.post(place[0], {**kept, "key": place[1], "scripted": "yes"}))
    assert added.corrects == first
    for one in changed.get("attached", []):
        one.seek(0)
    assert client.post("/report/write/", answers)["Location"] == f"/report/sent/{added.reference}/", "sent by now"


def _words_of(changed: dict) -> list[str]:
    """What of a change can be read on a page."""
    return [answer for answer in changed.values() if isinstance(answer, str) and " " in answer] + [
        one.name for one in changed.get("attached", [])
    ]


def test_who_it_was_sent_to_stays_on_the_receipt_when_others_may_read_it_later(staff):
    """REQ: soft-dated-timed-sourced"""
    client = signed_in(staff.teacher)
    sent = sent_report(staff, client.post("/report/write/", written(seen_by="desk")))
    desk = str(sent.audience)
    with as_user(staff.desk):
        assert sent.sent_to == desk
        wider = access.widened(sent.audience, access.leads_of(staff.teacher.agency))
        move_report(report=sent, audience=wider, by=staff.desk)
    receipt = text_of(client.get(f"/reports/{sent.reference}/receipt/"))
    rows = dict(re.findall(r"__key\">(.*?)</dt>.*?__value\"><span[^>]*>(.*?)</span>", receipt, re.DOTALL))
    assert rows["Sent to"] == desk
    assert rows["Who can read it now"] == str(wider)
    assert "The same." in receipt or "the same." in receipt


def test_who_will_see_it_is_asked_and_never_taken_for_granted(staff):
    client = signed_in(staff.teacher)
    unasked = {name: answer for name, answer in written().items() if name != "seen_by"}
    page = text_of(client.post("/report/write/", unasked))
    assert "Choose an answer to “Who will see this?”" in page
    assert "A silver car waits" in page
    with as_user(staff.desk):
        assert not Report.objects.exists()
    assert "Choose an answer to “Who will see this?”" in text_of(signed_in(staff.desk).post("/report/spoken/", unasked))
    # From the emergency page a draft comes that nobody has chosen on: the page still opens with the usual answer.
    place = client.post("/report/", {"danger": "no", "harm": "yes"})["Location"].replace("harm", "write")
    assert re.search(r'name="seen_by"[^>]*value="wide" checked', text_of(client.get(place)))


def test_a_wrong_answer_is_said_beside_its_field_and_nothing_typed_or_chosen_is_lost(staff):
    client = signed_in(staff.teacher)
    answers = written(when_text="31 February", how_known="guessed", about_child="Kay Marsh", attached=file())
    page = text_of(client.post("/report/write/", answers))
    for said in (
        "There is a problem",
        "no 31 February",
        "not on the list",
        "Kay Marsh",
        "31 February",
        "Take out gate.png",
    ):
        assert said in page, said
    assert "Choose again: a page that comes back" not in page
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    sent = sent_report(staff, client.post("/report/write/", written(key=key, when_text="1 March 2026")))
    with as_user(staff.desk):
        assert [one.name for one in information.files_with(staff.desk, sent)] == ["gate.png"]


def test_a_file_that_cannot_be_taken_is_named_and_the_others_are_kept(staff):
    files = [file("a.png"), file("virus.png", b"MZ\x90" + b"\0" * 20), file("b.png")]
    page = text_of(signed_in(staff.teacher).post("/report/write/", written(attached=files)))
    assert "virus.png: This file is a program" in page
    assert page.count("Take out ") == 2


def test_two_hundred_files_get_a_sentence(staff):
    files = [file(f"{number}.png") for number in range(200)]
    page = text_of(signed_in(staff.teacher).post("/report/write/", written(attached=files)))
    assert "A report has 20 files or fewer. You chose 200: the first 20 are kept." in page
    assert "A silver car" in page


def test_a_file_can_be_taken_out_again(staff):
    client = signed_in(staff.teacher)
    answers = written(save="yes", attached=file())
    client.post("/report/write/", answers)
    page = text_of(client.get(f"/report/write/?draft={answers['key']}"))
    pk = re.search(r'name="take_out" type="checkbox" value="([^"]+)"', page)[1]
    sent = sent_report(staff, client.post("/report/write/", written(key=answers["key"], take_out=pk)))
    with as_user(staff.desk):
        assert information.files_with(staff.desk, sent) == []


def test_a_draft_is_saved_by_button_and_by_itself_listed_and_thrown_away(staff):
    client = signed_in(staff.teacher)
    answers = written(
        save="yes", narrative="Half a", when_text="never", source="public_withheld", withheld_name="A neighbour"
    )
    saved = client.post("/report/write/", answers, follow=True)
    assert "Draft saved" in text_of(saved)
    assert "Half a" in text_of(client.get("/reports/"))
    assert client.post("/report/draft/", answers | {"narrative": "Half a line"}).status_code == 204
    page = text_of(client.get(f"/report/write/?draft={answers['key']}"))
    assert "Half a line" in page
    assert "A neighbour" in page
    assert "Error:" not in page
    assert signed_in(staff.lead).get(f"/report/write/?draft={answers['key']}").status_code == 404
    assert signed_in(staff.lead).post("/report/draft/", answers).status_code == 409
    assert "Draft thrown away" in text_of(client.post(f"/reports/drafts/{answers['key']}/throw-away/", follow=True))
    assert client.get(f"/report/write/?draft={answers['key']}").status_code == 404


def test_a_professional_source_is_named_in_full(staff):
    """REQ: intake-professional-source-named"""
    client = signed_in(staff.teacher)
    page = text_of(client.post("/report/write/", written(source="professional", source_name="Ana Lowe")))
    assert "Enter role of the professional." in page
    assert "Enter agency of the professional." in page
    named = {
        "source": "professional",
        "source_name": "Ana Lowe",
        "source_role": "Nurse",
        "source_agency": "Estuary Health",
    }
    sent = sent_report(staff, client.post("/report/write/", written(**named, sharing_risk="He knows her car.")))
    assert (sent.source_name, sent.source_role, sent.sharing_risk) == ("Ana Lowe", "Nurse", "He knows her car.")


def test_a_withheld_source_names_the_holding_agency_and_its_reference(staff):
    """REQ: intake-lay-source-protected, intake-source-risk"""
    client = signed_in(staff.teacher)
    page = text_of(client.post("/report/write/", written(source="public_withheld")))
    assert "Enter your agency's own reference for them." in page.replace("&#39;", "'")
    answers = written(
        scripted="",
        source="public_withheld",
        source_reference="SA/7",
        withheld_name="A neighbour",
        source_risk="serious",
        source_risk_note="He lives next door.",
    )
    client.post("/report/write/", answers)
    sent = sent_report(staff, client.post("/report/check/", {"key": answers["key"]}))
    detail = text_of(signed_in(staff.desk).get(f"/reports/{sent.reference}/"))
    assert "SA/7" in detail
    assert "Before you share this" in detail
    assert "He lives next door." in detail
    assert "A neighbour" not in detail
    assert signed_in(staff.desk).get(f"/reports/{sent.reference}/source/").status_code == 404
    assert client.get(f"/reports/{sent.reference}/source/").status_code == 404
    assert "A neighbour" in text_of(signed_in(staff.lead).get(f"/reports/{sent.reference}/source/"))
    with as_user(staff.lead):
        assert SealedSource.objects.count() == 1


def test_whom_a_line_was_read_as_is_said_while_it_is_typed(staff):
    client = signed_in(staff.teacher)
    page = text_of(client.get("/report/write/"))
    for name in ("about_child", "about_concern", "about_protects"):
        assert f'id="read-{name}"' in page
    read = text_of(client.post("/report/people/", {"field": "about_child", "text": "Child: Tegan Hollis\na tall girl"}))
    assert "“Child: Tegan Hollis”: first name Tegan, surname Hollis; “a tall girl”: no name" in read
    assert text_of(client.post("/report/people/", {"text": " "})).strip() == ""


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({"source": "self", "source_name": "Rae Finch"}, "“Name of the professional” has an answer, and you chose"),
        ({"withheld_name": "Rae Finch"}, "“The name, to be sealed” has an answer, and “Who is the source?” has none."),
        ({"source": "self", "source_reference": "WX/41"}, "“Your agency&#39;s own reference for them” has an answer"),
        ({"is_business_report": "no", "premises": "Inn"}, "“Which premises or vehicle operator?” has an answer"),
        ({"behind_note": "Gifts."}, "“What else may lie behind it?” has an answer, and “Is a child here suspected"),
        ({"learned_text": "yesterday"}, "“When did you come to know?” has an answer, and “Is this also your notif"),
    ],
)
def test_what_was_typed_behind_an_answer_that_was_not_given_is_asked_about(staff, answers, asked):
    """A name to be sealed that nobody was asked for would else be gone, without a word."""
    shown = text_of(signed_in(staff.teacher).post("/report/write/", written(**answers)))
    assert asked in shown
    assert next(reversed(answers.values())) in shown
    with as_user(staff.teacher):
        assert not Report.objects.exists()


@pytest.mark.parametrize(
    "answers", [{"is_business_report": "yes", "premises": "Quayfarers Lodge"}, {"origin": "hotel"}]
)
def test_a_business_report_reaches_triage_as_urgent(staff, answers):
    """REQ: intake-business-reports, intake-many-routes"""
    sent = sent_report(staff, signed_in(staff.teacher).post("/report/write/", written(**answers)))
    assert sent.is_business_report
    assert sent.origin is None or sent.origin.code == "hotel"
    with as_user(staff.desk):
        assert Concern.objects.get().band == "urgent"


def test_a_child_who_is_a_suspect_opens_the_screening_questions_and_they_are_kept(staff):
    """REQ: intake-look-behind-offending, trust-not-criminalised"""
    client = signed_in(staff.teacher)
    page = text_of(client.get("/report/write/"))
    assert "Older people, or a group, who direct what they do" in page
    assert "Modern Slavery Act 2015 s45" in page
    sent = sent_report(
        staff, client.post("/report/write/", written(child_is_suspect="yes", behind_signs=["gifts-or-debt"]))
    )
    assert "Older people, or a group, who direct what they do: not ticked" in sent.behind_offence
    assert "a debt: yes" in sent.behind_offence
    assert "Modern Slavery Act 2015 s45" in text_of(client.get(f"/reports/{sent.reference}/"))


def test_a_notification_under_a_duty_has_a_dated_receipt_with_any_delay(staff):
    """REQ: intake-statutory-report-support"""
    client = signed_in(staff.teacher)
    answers = written(
        is_statutory_notification="yes",
        learned_text="14/3/2026",
        delay_reason="Telling at once would have put her at risk.",
    )
    sent = sent_report(staff, client.post("/report/write/", answers))
    receipt = text_of(client.get(f"/reports/{sent.reference}/receipt/"))
    for said in ("14 March 2026", "21 March 2026", "put her at risk", sent.sha256, "the same.", "Tess Arden"):
        assert said in receipt, said


def test_detail_shows_happened_written_down_gap_state_grade_and_corrections(staff):
    """REQ: soft-contemporaneous, soft-dated-timed-sourced, intake-information-form, intake-who-is-involved,
    lang-quote-exactly
    """
    client = signed_in(staff.teacher)
    first = sent_report(
        staff, client.post("/report/write/", written(when_text="1 March 2026", childs_words="He said come"))
    )
    page = text_of(client.get(f"/reports/{first.reference}/"))
    for said in (
        "Happened",
        "Written down",
        "Gap",
        "months after",
        "Whether it was graded is shown to those it was sent to.",
        "how the writer knows",
        "He said come",
        "Nobody named",
    ):
        assert said in page, said
    assert first.childs_words == "He said come"
    assert first.childs_words not in first.narrative
    reply = client.post(f"/reports/{first.reference}/add/", written(how_known="saw"))
    second = sent_report(staff, reply)
    assert second.reference in text_of(client.get(f"/reports/{first.reference}/"))
    assert first.reference in text_of(client.get(f"/reports/{second.reference}/"))


def test_a_saved_correction_still_points_at_its_report(staff):
    client = signed_in(staff.teacher)
    first = sent_report(staff, client.post("/report/write/", written()))
    answers = written(scripted="")
    client.post(f"/report/draft/?corrects={first.reference}", answers)
    assert first.reference in text_of(client.get(f"/report/write/?draft={answers['key']}"))
    client.post("/report/write/", answers)
    assert sent_report(staff, client.post("/report/check/", {"key": answers["key"]})).corrects == first


@pytest.mark.parametrize("name", ["", "receipt/", "add/"])
def test_holder_invited_and_outsider(staff, name):
    sent = sent_report(staff, signed_in(staff.teacher).post("/report/write/", written()))
    place = f"/reports/{sent.reference}/{name}"
    assert [signed_in(user).get(place).status_code for user in (staff.teacher, staff.lead, staff.nurse)] == [
        200,
        200,
        404,
    ]
    absent = signed_in(staff.nurse).get(f"/reports/WX-2222-2222/{name}")
    assert absent.status_code == 404
    assert signed_in(staff.nurse).get(f"/report/sent/{sent.reference}/").status_code == 404


TWO_PLATES = "The man in WX51 ABC waits. Then a van, WX19 KTR."


def offers_in(page):
    """Each suggestion on a page with whether it is ticked, by its words."""
    found = re.findall(r'name="mention" type="checkbox" value="([^"]+)"( checked)?', page)
    return {code: bool(ticked) for code, ticked in found}


@pytest.mark.parametrize("where", ["/report/write/", "/report/spoken/"])
def test_a_suggestion_that_was_unticked_stays_so_when_the_page_comes_back(staff, where):
    client = signed_in(staff.desk if "spoken" in where else staff.teacher)
    offers = offers_in(client.post("/report/suggest/", {"field": "narrative", "text": TWO_PLATES}).content.decode())
    assert list(offers.values()) == [True, True]
    kept, unticked = offers
    ticks = {"offered": [kept, unticked], "mention": [kept]}
    wrong = written(narrative=TWO_PLATES, source="nonsense", scripted="yes", **ticks)
    page = client.post(where, wrong).content.decode()
    assert "There is a problem" in page
    assert offers_in(page) == {kept: True, unticked: False}
    # The page's script asks again at once, and says what stands on the page.
    asked = {"field": "narrative", "text": TWO_PLATES + " Also WX20 AAA.", **ticks}
    again = offers_in(client.post("/report/suggest/", asked).content.decode())
    assert (again.pop(kept), again.pop(unticked)) == (True, False)
    assert list(again.values()) == [True], "what is new is ticked when it is sure"


def test_suggestions_come_as_a_part_of_the_page(staff):
    """REQ: lang-check"""
    client = signed_in(staff.teacher)
    part = text_of(client.post("/report/suggest/", {"field": "narrative", "text": "promiscuous, car reg WX51 ABC"}))
    own = text_of(client.post("/report/suggest/", {"field": "childs_words", "text": "promiscuous"}))
    assert "<html" not in part
    assert 'name="mention"' in part
    assert "“promiscuous”: try “" in part
    assert "promiscuous" not in own
    assert client.get("/report/suggest/").status_code == 405


def test_only_reporters_reach_the_pages(staff, client):
    assert client.get("/report/write/").status_code == 302
    assert signed_in(staff.teacher).get("/report/spoken/").status_code == 403
    assert signed_in(staff.teacher).get("/report/sighting/").status_code == 403


@pytest.mark.slow
def test_a_page_costs_the_same_for_one_report_and_for_many(staff, django_assert_max_num_queries):
    client = signed_in(staff.teacher)
    client.post("/report/write/", written(save="yes"))
    client.post("/report/write/", written())
    costs = []
    for more in (0, 30):
        for number in range(more):
            client.post("/report/write/", written(save="yes") if number % 2 else written())
        with django_assert_max_num_queries(25) as spent:
            client.get("/reports/")
        costs.append(len(spent))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    "place", ["/report/write/", "/report/check/?draft={draft}", "/reports/{sent}/", "/reports/{sent}/receipt/"]
)
def test_no_page_asks_the_database_more_than_25_times(staff, place, django_assert_max_num_queries):
    client = signed_in(staff.teacher)
    sent = sent_report(staff, client.post("/report/write/", written(attached=[file(f"{n}.png") for n in range(9)])))
    answers = written(scripted="", narrative="Kay Marsh, WX51 ABC, 07700 900123, promiscuous")
    client.post("/report/write/", answers)
    with django_assert_max_num_queries(25):
        text_of(client.get(place.format(draft=answers["key"], sent=sent.reference)))


def test_unknown_keys_and_drafts(staff):
    client = signed_in(staff.teacher)
    assert client.get(f"/report/check/?draft={uuid4()}").status_code == 404
    assert client.post("/report/check/", {"key": "nonsense"}).status_code == 404
    assert sent_report(staff, client.post("/report/write/", written(key="nonsense")))
    taken = written(save="yes")
    signed_in(staff.nurse).post("/report/write/", taken)
    assert sent_report(staff, client.post("/report/write/", written(key=taken["key"])))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("14/3/2026", "Read as: <strong>Saturday 14 March 2026"),
        ("31 February", "govuk-error-message"),
        ("next Christmas or so", "govuk-error-message"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_when_it_was_is_read_back_while_it_is_typed(staff, text, said):
    client = signed_in(staff.teacher)
    part = text_of(client.post("/report/when/", {"text": text, "field": "when_text"}))
    assert said in part
    assert bool(part.strip()) is bool(said)
    assert "<html" not in part


@pytest.mark.parametrize("place", ["write", "spoken", "sighting"])
def test_each_page_asks_the_server_to_read_back_when_it_was(staff, place):
    page = text_of(signed_in(staff.carer if place == "sighting" else staff.desk).get(f"/report/{place}/"))
    box = re.search(r'<input[^>]*name="when_text"[^>]*>', page)[0]
    assert 'data-suggest="/report/when/"' in box
    into = re.search(r'data-suggest-into="([^"]+)"', box)[1]
    assert page.count(f'<div id="{into}" aria-live="polite"></div>') == 1


def test_one_draft_is_known_from_another_by_its_words_and_its_times(staff):
    client = signed_in(staff.teacher)
    for words in ({"narrative": "A grey car at the gate."}, {"narrative": "", "about_child": "Kay Marsh"}):
        client.post("/report/draft/", written(**words))
    client.post("/report/draft/", {"key": str(uuid4())})
    for place in ("/", "/reports/"):
        page = text_of(client.get(place))
        for said in ("A grey car at the gate.", "Kay Marsh", "Nothing written yet"):
            assert f"{said}</a>" in page, (place, said)
        assert len(re.findall(r"Begun \d+ \w+ \d{4} at [^,]+, last saved \d+ \w+ \d{4} at ", page)) == 3
