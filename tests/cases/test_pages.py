"""Every page of a case: the cast, leaving, two writers at once, bad input, and as many queries for one as for many."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.cases import queries, services
from tessera.cases.models import CareReview, Case, FamilyMember, TeamMember, Voice
from tests.cases.telling import NAME, Part, case_of, joins, leaves, told
from tests.cast import agency, as_user, person
from tests.reporting import signed_in

PAGES = [
    "detail",
    "correct_details",
    "put_on_team",
    "hear",
    "note_missed_contact",
    "record_care_review",
    "note_family",
    "set_action",
    "start_assessment",
]
TODAY = {"said_on-day": "2", "said_on-month": "1", "said_on-year": "2026"}


def address(name, world, *more):
    return reverse(f"cases:{name}", args=[world.case.pk, *more])


def codes(world, place):
    people = (world.cast.holder, world.cast.invited, world.cast.outsider)
    return [signed_in(user).get(place).status_code for user in people]


def read(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("name", PAGES)
def test_the_team_opens_a_page_and_nobody_else(world, name):
    assert codes(world, address(name, world)) == [200, 200, 404]


def test_pages_about_one_person_in_a_case(world):
    with as_user(world.cast.holder):
        mother = services.note_family(
            case=world.case, name="Dawn", relation="Mother", part="unknown", on=date(2026, 1, 2), by=world.cast.holder
        )
    assert codes(world, address("take_off_team", world, world.joined.pk)) == [200, 200, 404]
    assert codes(world, address("change_family", world, mother.pk)) == [200, 200, 404]


def test_only_a_supervisor_of_its_agency_closes_and_reopens(world):
    assert codes(world, address("close", world)) == [200, 403, 404]
    assert codes(world, address("reopen", world)) == [403, 403, 404]
    with as_user(world.cast.holder):
        services.close(case=world.case, reason="Safe.", by=world.cast.holder)
    assert codes(world, address("reopen", world)) == [200, 403, 404]
    assert codes(world, address("detail", world)) == [200, 200, 404]


@pytest.mark.parametrize("name", ["open_from_concern", "add_concern"])
def test_a_concern_becomes_a_case_at_the_desk_only(world, name):
    place = reverse(f"cases:{name}", args=[world.told.concern.pk])
    assert codes(world, place) == [404, 404, 404]
    assert signed_in(world.desk).get(place).status_code == 200


def test_which_concern_a_case_is_opened_from(world):
    place = reverse("cases:open_for", args=[world.told.child])
    assert codes(world, place) == [200, 200, 404]
    at_the_desk = signed_in(world.desk)
    assert at_the_desk.get(place).url == reverse("cases:open_from_concern", args=[world.told.concern.pk])
    told(world.teacher, world.desk, same_as=None)
    page = signed_in(world.cast.holder).get(place)
    assert "There is no concern about Tegan Hollis that you can read" in read(page)


def test_opening_a_case(world):
    about = told(world.teacher, world.desk, name="Jaydon Pike", born_on="2012-05-03")
    client, place = signed_in(world.desk), reverse("cases:open_from_concern", args=[about.concern.pk])
    sent = {"child": about.child, "key_worker": world.cast.holder.post.pk, "reason": "To stand beside him."}
    case = Case(pk=client.post(place, sent).url.split("/")[2])
    page = read(client.get(case.get_absolute_url()))
    assert "Case of Jaydon Pike" in page
    assert "3 May 2012" in page, "the date of birth that the reports agree on"
    again = client.post(place, sent)
    assert "has an open case already. Add the concern to it instead." in read(again)
    assert f"/cases/{case.pk}/" in read(again)
    with as_user(world.desk):
        assert Case.objects.filter(child=about.child).count() == 1


def test_two_dates_of_birth_are_left_to_a_person(world):
    about = told(world.teacher, world.desk, name="Jaydon Pike", born_on="2012-05-03")
    told(world.desk, world.desk, name="Jaydon Pike", born_on="2012-03-05", same_as=about.child)
    place = reverse("cases:open_from_concern", args=[about.concern.pk])
    sent = {"child": about.child, "key_worker": world.cast.holder.post.pk, "reason": "To stand beside him."}
    signed_in(world.desk).post(place, sent)
    with as_user(world.desk):
        assert Case.objects.get(title="Jaydon Pike").born_on is None


def test_adding_a_concern_to_an_open_case(world):
    more = told(world.desk, world.desk, narrative="Seen again.", same_as=world.told.child)
    client, place = signed_in(world.desk), reverse("cases:add_concern", args=[more.concern.pk])
    sent = {"case": world.case.pk, "reasons": "The same car.", "version": more.concern.version}
    assert client.post(place, sent).url == world.case.get_absolute_url()
    assert more.report.reference in read(client.get(world.case.get_absolute_url()))
    stale = client.post(place, {**sent, "reasons": "Another thought."})
    assert stale.status_code == 409
    assert "Somebody changed this concern while you were writing" in read(stale)
    assert "Another thought." in read(stale)


def test_leaving_the_team_closes_the_page_at_the_next_request(world):
    client, page = signed_in(world.cast.invited), world.case.get_absolute_url()
    assert client.get(page).status_code == 200
    leaves(world.joined, by=world.cast.holder)
    assert client.get(page).status_code == 404
    assert read(client.get("/cases/")).count(NAME) == 0


def test_joining_and_leaving_by_the_pages(world):
    nurse = person("nurse", Role.HUB_PARTNER, at=agency("nurses", "health"), name="Nia Bell")
    client, page = signed_in(world.cast.holder), read(signed_in(world.cast.holder).get(world.case.get_absolute_url()))
    assert "Nia Bell" not in page
    with as_user(world.cast.holder):
        version = Case.objects.get().version
    sent = {"post": nurse.post.pk, "part": Part.OTHER, "version": version}
    assert client.post(address("put_on_team", world), sent).status_code == 302
    assert signed_in(nurse).get(world.case.get_absolute_url()).status_code == 200
    assert "is on the team already" in read(client.post(address("put_on_team", world), sent))
    with as_user(world.cast.holder):
        member = TeamMember.objects.get(post=nurse.post)
    sent = {"reason": "Moved on.", "version": version + 1}
    assert client.post(address("take_off_team", world, member.pk), sent).status_code == 302
    assert signed_in(nurse).get(world.case.get_absolute_url()).status_code == 404
    assert "Moved on." in read(client.get(world.case.get_absolute_url()))


def test_the_second_of_two_writers_is_shown_both_versions(world):
    holder, other = signed_in(world.cast.holder), signed_in(world.cast.invited)
    version = world.case.version + 1
    first = {
        "title": "Tegan Holliss",
        "born_on-day": "3",
        "born_on-month": "5",
        "born_on-year": "2012",
        "version": version,
    }
    assert holder.post(address("correct_details", world), first).status_code == 302
    second = other.post(address("correct_details", world), {"title": "Tig Hollis", "version": version})
    assert second.status_code == 409
    assert "Tegan Holliss" in read(second)
    assert "3 May 2012" in read(second)
    assert 'value="Tig Hollis"' in read(second)
    assert f'name="version" id="id_version" value="{version + 1}"' in read(second)
    assert (
        other.post(address("correct_details", world), {"title": "Tig Hollis", "version": version + 1}).status_code
        == 302
    )


def family(version, part, on=("2", "1", "2026"), name="Dawn Hollis"):
    day, month, year = on
    return {
        "name": name,
        "relation": "Mother",
        "part": part,
        "on-day": day,
        "on-month": month,
        "on-year": year,
        "version": version,
    }


@pytest.mark.parametrize("name", ["put_on_team", "take_off_team", "note_family", "close", "reopen"])
def test_every_changing_form_notices_a_quicker_writer(world, name):
    more = [world.joined.pk] if name == "take_off_team" else []
    if name == "reopen":
        with as_user(world.cast.holder):
            services.close(case=world.case, reason="Safe.", by=world.cast.holder)
    sent = {
        "put_on_team": {"post": world.desk.post.pk, "part": "other"},
        "take_off_team": {"reason": "I typed this."}, "close": {"reason": "I typed this."},
        "reopen": {"reason": "I typed this.", "key_worker": world.desk.post.pk}, "note_family": family(0, "unsafe"),
    }[name]  # fmt: skip
    response = signed_in(world.cast.holder).post(address(name, world, *more), {**sent, "version": 0})
    assert response.status_code == 409
    assert "Somebody changed this while you were writing" in read(response)


def test_the_family_page(world):
    client = signed_in(world.cast.holder)
    version = world.case.version + 1
    assert client.post(address("note_family", world), family(version, "unknown")).status_code == 302
    early = client.post(address("note_family", world), family(version + 1, "unsafe", on=("1", "1", "2026")))
    assert "Their present part began on 2 January 2026" in read(early)
    assert (
        client.post(address("note_family", world), family(version + 1, "unsafe", on=("5", "1", "2026"))).status_code
        == 302
    )
    page = read(client.get(world.case.get_absolute_url()))
    assert "Send nothing: it is not safe for them to know." in page
    assert "Dawn Hollis, Mother: not known yet, from 2 January 2026 to 5 January 2026" in page


def test_the_safe_contact_note_stands_first_on_every_page(world):
    """REQ: intake-childs-words, lang-interpreters"""
    with as_user(world.cast.holder):
        for what, text in [("safe_contact", "Text, never ring."), ("needs", "A Sorani interpreter.")]:
            services.hear(
                case=world.case, what=Voice.What(what), text=text, said_on=date(2026, 1, 2), by=world.cast.holder
            )
    for name in PAGES:
        page = read(signed_in(world.cast.holder).get(address(name, world)))
        body = page[page.index("</h1>") :]
        assert "Text, never ring." in body
        assert "A Sorani interpreter." in body
        assert body.index("Text, never ring.") < body.index(
            "<form" if name != "detail" else '<h2 class="govuk-heading-m"'
        )


def test_what_the_child_said_by_the_page(world):
    client = signed_in(world.cast.invited)
    sent = {"what": "wish", "text": "To talk to one person\nand not five.", **TODAY}
    for _ in range(2):
        assert client.post(address("hear", world), sent).url == world.case.get_absolute_url()
    assert "To talk to one person" in read(client.get(world.case.get_absolute_url()))
    with as_user(world.cast.holder):
        assert Voice.objects.count() == 1
    later = {**sent, "said_on-year": str(timezone.localdate().year + 1)}
    assert "must be today or earlier" in read(client.post(address("hear", world), later))


def test_an_action_and_closing_and_reopening_by_the_pages(world):
    client = signed_in(world.cast.holder)
    day = {"due_on-day": "1", "due_on-month": "2", "due_on-year": str(timezone.localdate().year + 1)}
    sent = {"what": "Meet on Wednesdays", "owner": world.cast.invited.post.pk, **day}
    assert client.post(address("set_action", world), sent).status_code == 302
    page = read(client.get(world.case.get_absolute_url()))
    assert "Meet on Wednesdays" in page
    assert "Finish every open action of this case first." in page
    with as_user(world.cast.invited):
        (task,) = queries.actions_of(world.cast.invited, world.case)
    signed_in(world.cast.invited).post(reverse("work:finish", args=[task.pk]), {"outcome": "Done."})
    version = world.case.version + 1
    assert client.post(address("close", world), {"reason": "Safe.", "version": version}).status_code == 302
    assert read(client.get("/cases/")).count(NAME) == 0
    assert NAME in read(client.get("/cases/?show=closed"))
    assert NAME in read(client.get("/cases/?show=all"))
    sent = {"reason": "Seen again.", "key_worker": world.cast.holder.post.pk, "version": version + 1}
    assert client.post(address("reopen", world), sent).status_code == 302
    assert "Seen again." in read(client.get(world.case.get_absolute_url()))


def test_an_assessment_started_in_the_case(world):
    response = signed_in(world.cast.invited).post(address("start_assessment", world))
    assert response.url.startswith("/assessments/")
    assert signed_in(world.cast.holder).get(response.url).status_code == 200


LONG, STRANGE = "x" * 70_000, "a\x00b\u2028\ufffe"


@pytest.mark.parametrize("value", ["", LONG, STRANGE, "-1", "99999999999999999999", "<script>alert(1)</script>"])
@pytest.mark.parametrize("name", [*PAGES[1:8], "take_off_team", "close"])
def test_bad_input_is_answered_with_a_sentence_and_kept(world, name, value):
    """Whatever stands in every field: no failure, nothing written, the page again."""
    fields = [
        "title",
        "post",
        "part",
        "what",
        "text",
        "name",
        "relation",
        "owner",
        "reason",
        "version",
        "tried_next",
        "chaired_by",
    ]
    days = [
        f"{field}-{part}"
        for field in ("born_on", "said_on", "on", "due_on", "meant_for", "held_on")
        for part in ("day", "month", "year")
    ]
    more = [world.joined.pk] if name == "take_off_team" else []
    response = signed_in(world.cast.holder).post(address(name, world, *more), dict.fromkeys([*fields, *days], value))
    # A good reason for a version that never was: the case as it stands, with what was typed.
    assert response.status_code in (200, 409)
    page = read(response)
    assert "There is a problem" in page or "Somebody changed this while you were writing" in page
    assert "<script>alert" not in page
    with as_user(world.cast.holder):
        assert Case.objects.get().version == world.case.version + 1
        assert not Voice.objects.exists()


@pytest.mark.parametrize("name", ["open_from_concern", "add_concern"])
@pytest.mark.parametrize("value", ["", LONG, STRANGE, "99999999999999999999"])
def test_bad_input_at_the_desk(world, name, value):
    fields = [
        "child",
        "case",
        "key_worker",
        "reason",
        "reasons",
        "version",
        "born_on-day",
        "born_on-month",
        "born_on-year",
    ]
    place = reverse(f"cases:{name}", args=[world.told.concern.pk])
    response = signed_in(world.desk).post(place, dict.fromkeys(fields, value))
    assert response.status_code == 200
    assert "There is a problem" in read(response)


def test_a_contact_that_did_not_happen_says_what_we_tried_and_what_got_in_the_way(world):
    """REQ: lang-neutral-codes"""
    client, place = signed_in(world.cast.holder), address("note_missed_contact", world)
    asked = read(client.get(place))
    assert "What did we try?" in asked
    assert "Not verified by your legal adviser" in asked
    day = {"meant_for-day": "2", "meant_for-month": "1", "meant_for-year": "2026"}
    refused = read(client.post(place, {**day, "tried_next": "Ask her nan."}))
    assert "Choose an answer to “What got in the way?”" in refused
    assert "Ask her nan." in refused
    sent = {**day, "tried": ["rang"], "barriers": ["we-cancelled"], "tried_next": "Ask her nan."}
    for _ in range(2):
        assert client.post(place, sent).status_code == 302
    said = "Tried: We rang. In the way: We cancelled or came late. Next: Ask her nan."
    assert said in read(client.get(world.case.get_absolute_url()))
    with as_user(world.cast.invited) as colleague:
        (item,) = [one for one in queries.timeline_for(colleague, world.case.child_id) if "contact" in one["what"]]
    assert (item["what"], item["text"]) == ("A contact did not happen", said)


REVIEW = {"held_on-day": "2", "held_on-month": "1", "held_on-year": "2026", "chaired_by": "Ms Reid, reviewing officer"}


@pytest.mark.parametrize("left_out", ["on_exploitation", "on_missing", "exploitation", "missing"])
@pytest.mark.parametrize("instead", [None, "", "  "])
def test_a_care_review_without_exploitation_or_missing_is_not_recorded(world, left_out, instead):
    """REQ: assess-care-plan-review"""
    client, place = signed_in(world.cast.holder), address("record_care_review", world)
    sent = {**REVIEW, "on_exploitation": "said", "exploitation": "The car.", "on_missing": "said", "missing": "Twice."}
    sent = {name: value for name, value in sent.items() if name != left_out}
    page = read(client.post(place, sent if instead is None else {**sent, left_out: instead}))
    assert "There is a problem" in page
    assert "Ms Reid, reviewing officer" in page
    with as_user(world.cast.holder):
        assert not CareReview.objects.exists()


def test_a_care_review_may_be_nil_on_both_and_says_so(world):
    """REQ: assess-care-plan-review"""
    client, place = signed_in(world.cast.holder), address("record_care_review", world)
    assert place in read(client.get(world.case.get_absolute_url()))
    for _ in range(2):
        sent = {
            **REVIEW,
            "on_exploitation": "nothing",
            "on_missing": "nothing",
            "missing": "",
        }
        assert client.post(place, sent).status_code == 302
    page = read(client.get(world.case.get_absolute_url()))
    assert page.count(CareReview.NOTHING) == 2
    assert "2 January 2026, chaired by Ms Reid, reviewing officer" in page
    with as_user(world.cast.invited) as colleague:
        (item,) = [one for one in queries.timeline_for(colleague, world.case.child_id) if "review" in one["what"]]
    assert item["what"] == "Care plan review"
    assert item["text"].count(CareReview.NOTHING) == 2
    governance = person("governance", Role.GOVERNANCE, at=agency("triage-hub"))
    with as_user(governance):
        assert Entry.objects.filter(kind="cases.care_reviewed").count() == 1


def test_what_was_typed_of_a_review_is_not_nil_without_a_question(world):
    sent = {**REVIEW, "on_exploitation": "nothing", "on_missing": "nothing", "missing": "Twice in March."}
    page = read(signed_in(world.cast.holder).post(address("record_care_review", world), sent))
    assert "“What was considered on missing episodes” has an answer, and you chose “It was considered" in page
    assert page.count("Twice in March.") == 1


def test_the_service_and_the_database_refuse_a_review_without_either(world):
    """REQ: assess-care-plan-review"""
    holder, given = world.cast.holder, {"held_on": date(2026, 1, 2), "chaired_by": "Ms Reid"}
    with as_user(holder):
        for said in ({"exploitation": " ", "missing": "Twice."}, {"exploitation": "The car.", "missing": "\n"}):
            with pytest.raises(ValueError, match="even if nil"):
                services.record_care_review(case=world.case, by=holder, **given, **said)
            with pytest.raises(IntegrityError, match="cases_care_review_says_both"), transaction.atomic():
                CareReview.objects.create(
                    case=world.case, audience=world.case.audience, author=holder.post, **given, **said
                )


def counted(client, place):
    with CaptureQueriesContext(connection) as found:
        assert client.get(place).status_code == 200
    return len(found)


@pytest.mark.slow
def test_as_many_queries_for_one_as_for_many(world):
    client = signed_in(world.cast.holder)
    places = ["/cases/", world.case.get_absolute_url()]
    before = [counted(client, place) for place in places]
    holder = world.cast.holder
    for number in range(12):
        about = told(world.teacher, world.desk, name=f"Child {number}")
        case_of(about, by=world.desk, key_worker=holder, title=f"Child {number}")
        with as_user(world.desk):
            services.add_report_to_case(case=world.case, report=about.report, by=world.desk)
        joins(world.case, person(f"worker{number}", Role.KEY_WORKER, at=agency(f"agency-{number}")), by=holder)
        with as_user(holder):
            services.hear(case=world.case, what=Voice.What.WISH, text=str(number), said_on=date(2026, 1, 2), by=holder)
            services.record_care_review(
                case=world.case, held_on=date(2026, 1, 2), chaired_by="Ms Reid", exploitation=str(number), missing="Nil.",
                by=holder,
            )  # fmt: skip
            services.note_missed_contact(
                case=world.case, meant_for=date(2026, 1, 2), tried={"rang": "We rang"}, barriers={"our-time-or-place": "Our time or place"},
                tried_next=str(number), by=holder,
            )  # fmt: skip
            services.note_family(
                case=world.case, name=f"Aunt {number}", relation="Aunt", part=FamilyMember.Part.UNSAFE, on=date(2026, 1, 2),
                by=holder,
            )  # fmt: skip
            services.set_action(
                case=world.case, what=str(number), owner=holder.post, due_on=date(2030, 1, 1), by=holder
            )
    after = [counted(client, place) for place in places]
    assert before == after
    assert max(after) <= 25
