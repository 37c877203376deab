"""A child's page and timeline: who opens them, what stands first, what they rest on, and how many queries they take."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tessera.access import services as access
from tessera.access.roles import Role
from tessera.assessments import services as assessing
from tessera.assessments.models import Assessment, ModelSeen
from tessera.audit.models import Entry
from tessera.cases import services, transitions
from tessera.cases.models import CaseReport, FamilyMember, Voice
from tessera.concerns.reporting import report_concern
from tessera.entities import standing, tying
from tessera.entities.models import Marker, Match, Mention
from tessera.entities.services import MentionGiven, answer_match
from tessera.information.models import Grade, Report
from tessera.reference.models import ExploitationModel, TieKind
from tessera.ui.words import date as in_words
from tessera.work.models import Task
from tests.cases.telling import NAME, case_of, joins, leaves, told
from tests.cast import agency, as_user, person
from tests.reporting import signed_in

CAR = MentionGiven("vehicle", "other", "WX12 ABC", {"plate": "WX12ABC"})
MAN = MentionGiven("person", "concern", "Dax Rook", {"first_name": "Dax", "surname": "Rook"})
AUNT = MentionGiven("person", "protects", "Maud Hollis", {"first_name": "Maud", "surname": "Hollis"})


def page_of(world, pk=None):
    return reverse("overview:child", args=[pk or world.told.child])


def read(user, place, code=200):
    response = signed_in(user).get(place)
    assert response.status_code == code
    return " ".join(response.content.decode().split())


def tied(world, report, one, kind, other, by):
    """Somebody says that a report ties two of the things it speaks of, by their words."""
    said = {mention.words: mention for mention in Mention.objects.readable().filter(report=report)}
    return tying.tie(one=said[one], other=said[other], kind=TieKind.objects.get(code=kind), note="Seen.", by=by)


def unstamped(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def ties_on(page):
    return page.split("What ties")[1].split("<h3")[0] if "What ties" in page else ""


def test_the_ties_of_a_child_stand_on_their_page_unconfirmed_until_a_grade_confirms_them(world):
    """REQ soft-link-map: direction, strength and the reports that say so, for whoever reads them and nobody else."""
    about = told(world.desk, world.desk, MAN, AUNT, same_as=world.told.child)
    put_in_case(world, about)
    hidden = told(world.desk, world.desk, CAR, MAN, same_as=world.told.child)
    holder = world.cast.holder
    before = read(holder, page_of(world))
    assert ties_on(before) == ""
    with as_user(world.desk):
        tied(world, hidden.report, "Dax Rook", "contacts", NAME, world.desk)
    assert unstamped(read(holder, page_of(world))) == unstamped(before), "what they may not read changes no byte"
    with as_user(holder):
        tied(world, about.report, "Dax Rook", "contacts", NAME, holder)
        tied(world, about.report, NAME, "family", "Maud Hollis", holder)
    ties = ties_on(read(holder, page_of(world)))
    assert re.search(r"is contacted by <a [^>]*>Dax Rook</a>", ties)
    assert re.search(r"is family of <a [^>]*>Maud Hollis</a>", ties)
    assert ties.count("<strong>Unconfirmed.</strong>") == ties.count("ui-tie--unconfirmed") == 2
    assert about.report.get_absolute_url() in ties
    assert hidden.report.reference not in ties
    with as_user(holder):
        Grade(
            report=about.report, audience_id=Report.objects.readable().get(pk=about.report.pk).audience_id,
            author=holder.post, source="1", information="A", handling="P", note="Seen.", at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip
    assert "Unconfirmed." not in ties_on(read(holder, page_of(world)))


def test_a_standing_stands_beside_the_child_with_what_it_rests_on(world):
    """REQ soft-person-of-concern-safeguards: among those around the child and beside their tie, and never as proof."""
    about = told(world.desk, world.desk, MAN, same_as=world.told.child)
    put_in_case(world, about)
    desk, holder = world.desk, world.cast.holder
    with as_user(desk):
        man = Mention.objects.readable().get(report=about.report, words="Dax Rook")
        standing.record_standing(
            entity=man.entity_id, level="suspected", mentions=[man], basis="He waits.", owner=desk.post, by=desk,
            review_on=timezone.localdate() + timedelta(days=30),
        )  # fmt: skip
        tied(world, about.report, "Dax Rook", "knows", NAME, desk)
    page = read(holder, page_of(world))
    line = f"Person of concern, suspected</strong> Not proof. Rests on {about.report.reference} (Ungraded)"
    assert page.count(line) == 2
    assert line in read(desk, about.concern.get_absolute_url())


def put_in_case(world, about):
    with as_user(world.desk):
        services.add_report_to_case(case=world.case, report=about.report, by=world.desk)


def assessed(world, level, at, **more):
    """A decided assessment that the team reads."""
    with as_user(world.cast.holder):
        begun = services.start_assessment(case=world.case, by=world.cast.holder)
        Assessment.objects.filter(pk=begun.pk).update(
            level=level, level_reason=f"Because {level}.", decided_at=at, decided_by=world.cast.holder.post,
            status=Assessment.Status.DECIDED, **more,
        )  # fmt: skip
        return begun


@pytest.mark.parametrize("name", ["child", "child_timeline"])
def test_the_cast(world, name):
    place = reverse(f"overview:{name}", args=[world.told.child])
    codes = [
        signed_in(user).get(place).status_code for user in (world.cast.holder, world.cast.invited, world.cast.outsider)
    ]
    assert codes == [200, 200, 404]


def test_leaving_the_team_closes_the_page_at_the_next_request(world):
    read(world.cast.invited, page_of(world))
    leaves(world.joined, by=world.cast.holder)
    read(world.cast.invited, page_of(world), code=404)


def test_a_look_is_recorded_before_anything_is_shown(world, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("the log is full")

    monkeypatch.setattr("tessera.overview.child_views.record", fails)
    client = signed_in(world.cast.holder)
    client.raise_request_exception = False
    assert NAME not in client.get(page_of(world)).content.decode()
    monkeypatch.undo()
    client.get(page_of(world))
    governance = person("governance", Role.GOVERNANCE, at=agency("hub"))
    with as_user(governance):
        assert Entry.objects.filter(kind="overview.child_viewed", subject_id=str(world.told.child)).count() == 1


def test_a_child_without_a_case_has_a_page_for_whoever_holds_something_of_them(world):
    other = told(world.teacher, world.desk, name="Jaydon Pike")
    page = read(world.desk, page_of(world, other.child))
    assert "Jaydon Pike" in page
    assert "No team that you can see." in page
    assert f'href="/children/{other.child}/open-case/"' in page
    assert "Until there is one that you can read, send it as a report." in page
    read(world.cast.holder, page_of(world, other.child), code=404)


def test_something_that_is_no_child_is_shown_on_its_own_page(world):
    about = told(world.teacher, world.desk, CAR)
    with as_user(world.desk):
        car = Mention.objects.get(report=about.report, position=1).entity_id
    for name in ("child", "child_timeline"):
        response = signed_in(world.desk).get(reverse(f"overview:{name}", args=[car]))
        assert response.url == f"/entities/{car}/"
    read(world.cast.outsider, page_of(world, car), code=404)


def test_a_number_that_was_joined_to_another_leads_to_it(world):
    other = told(world.teacher, world.desk, name="Jaydon Pike")
    known = told(world.teacher, world.desk, name="Jaydon Pyke")
    with as_user(world.desk):
        mention = Mention.objects.get(report=other.report)
        answer_match(mention=mention, entity=known.child, judgement=Match.Judgement.SAME, note="", by=world.desk)
    assert signed_in(world.desk).get(page_of(world, other.child)).url == page_of(world, known.child)
    assert "Answered “same”" in read(world.desk, page_of(world, known.child))
    read(world.cast.outsider, page_of(world, other.child), code=404)


def test_the_case_of_a_child_joined_to_another_stands_on_their_page(world):
    with as_user(world.desk):
        known = told(world.teacher, world.desk, name="Teagan Hollis")
        mention = Mention.objects.get(report=world.told.report)
        answer_match(mention=mention, entity=known.child, judgement=Match.Judgement.SAME, note="", by=world.desk)
    assert world.case.get_absolute_url() in read(world.desk, page_of(world, known.child))


def test_the_child_comes_first_and_the_risk_after(world):
    """REQ: intake-childs-words. Who they are, safe contact, what they want, who is beside them; then the level."""
    with as_user(world.cast.holder):
        for what, text in [
            ("safe_contact", "Text, never ring."),
            ("wish", "To be asked once."),
            ("fear", "Her brother finding out."),
        ]:
            services.hear(
                case=world.case, what=Voice.What(what), text=text, said_on=date(2026, 1, 2), by=world.cast.holder
            )
    assessed(world, "high", timezone.now())
    page = read(world.cast.invited, page_of(world))
    order = [
        NAME + "</h1>",
        "Text, never ring.",
        "To be asked once.",
        "On the team now",
        "Because high.",
        'id="actions"',
    ]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert "Her brother finding out." in page


def test_a_childs_view_has_the_day_on_which_it_was_written(world):
    """REQ: intake-childs-words"""
    holder = world.cast.holder
    now = timezone.now()
    begun = assessed(world, "medium", now)
    with as_user(holder):
        Assessment.objects.filter(pk=begun.pk).update(
            status=Assessment.Status.DRAFT,
            level="",
            decided_by=None,
            decided_at=None,
            started_at=now - timedelta(days=36),
        )
        assessing.save_child(assessment=begun, version=0, childs_view="To see her brother.", by=holder)
        services.hear(
            case=world.case, what=Voice.What.WISH, text="To stay at school.",
            said_on=timezone.localdate(now) - timedelta(days=9), by=holder,
        )  # fmt: skip
    page = read(holder, page_of(world))
    said = page[page.index("To see her brother.") :][:400]
    today = timezone.localdate(now)
    assert f"Written in an assessment on {today.day} {today:%B %Y}" in said
    assert page.index("To see her brother.") < page.index("To stay at school."), "the newest first"


def test_what_only_an_assessment_says_is_shown_to_whoever_may_read_it(world):
    """REQ: intake-childs-words. With the assessment as its source."""
    holder, desk = world.cast.holder, world.desk
    begun = assessed(world, "medium", timezone.now(), born_on=date(2012, 3, 4), childs_view="To see her brother.")
    again = assessed(world, "medium", timezone.now(), born_on=date(2012, 3, 4), childs_view="To see her brother.")
    started = timezone.localdate(begun.started_at)
    page = read(holder, page_of(world))
    assert f"4 March 2012 (assessment started {started.day} {started:%B %Y}), aged " in page
    assert page.count("To see her brother.") == 1, "carried over, it is still said once"
    said = page[page.index("To see her brother.") :][:400]
    assert "In an assessment started" in said
    assert f'href="{begun.get_absolute_url()}"' in said
    assert "Not known" not in page[: page.index("<h2")]
    nobody = access.audience_of([access.person(holder.post)])
    with as_user(holder):
        assert Assessment.objects.filter(pk__in=[begun.pk, again.pk]).update(audience=nobody) == 2
    elsewhere = read(desk, page_of(world))
    assert "To see her brother." not in elsewhere
    assert "4 March 2012" not in elsewhere
    with as_user(holder):
        services.correct_details(case=world.case, title=NAME, born_on=date(2012, 4, 3), by=holder)
    page = read(holder, page_of(world))
    assert "3 April 2012 (aged" in page, "what the case says stands, and the other date beside it"
    assert "4 March 2012 (assessment started" in page


def test_they_tell_it_once(world):
    """The page says whom the child has told already, and keeps their words apart."""
    about = told(
        world.teacher, world.desk, same_as=None, how_known="child_told", childs_words="He said not to tell.",
        child_wants="To sit with Amy.", happened_words="12 March 2026",
    )  # fmt: skip
    page = read(world.desk, page_of(world, about.child))
    assert "has already told these" in page
    assert f"Saltreach Academy, written down {timezone.localdate():%-d %B %Y} (about 12 March 2026)" in page
    assert "He said not to tell." in page
    assert "To sit with Amy." in page
    assert "No report that you can read comes from" in read(world.desk, page_of(world))


def test_levels_with_their_movement_and_what_came_before_a_fall(world):
    """REQ: assess-movement"""
    start = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Europe/London"))
    for number, level in enumerate(["medium", "high", "standard"]):
        assessed(world, level, start + timedelta(days=31 * number))
    page = read(world.cast.holder, page_of(world))
    assert re.search(r"Now: .{,80}Standard, not yet signed off ?</strong> since 3 May 2026", page)
    assert page.index("Because standard.") < page.index("Because high.") < page.index("Because medium.")
    assert "?until-day=3&amp;until-month=5&amp;until-year=2026" in page
    assert page.count("What came before this") == 1
    before = read(
        world.cast.holder,
        reverse("overview:child_timeline", args=[world.told.child]) + "?until-day=2&until-month=5&until-year=2026",
    )
    assert "Exploitation level decided: High" in before
    assert "Exploitation level decided: Standard" not in before


def test_a_level_that_nobody_signed_says_so_wherever_it_is_shown(world):
    """REQ: assess-share-thinking"""
    begun = assessed(world, "medium", timezone.now())
    pages = {
        page_of(world): 'Now: <strong class="govuk-tag govuk-tag--orange">Medium{} </strong> since',
        world.case.get_absolute_url(): "Exploitation level: Medium{}",
        "/cases/": ">Medium{}",
        reverse("overview:child_timeline", args=[world.told.child]): "Exploitation level decided: Medium{}",
    }
    bare = {place: read(world.cast.invited, place).replace(" </strong>", "</strong>") for place in pages}
    for place, words in pages.items():
        assert words.format(", not yet signed off").replace(" </strong>", "</strong>") in bare[place], place
    with as_user(world.cast.holder):
        Assessment.objects.filter(pk=begun.pk).update(
            status="signed_off", signed_off_by=world.cast.invited.post, signed_off_at=timezone.now()
        )
    for place, words in pages.items():
        shown = read(world.cast.invited, place)
        assert "not yet signed off" not in shown, place
        assert words.format("").replace(" </strong>", "</strong>") in shown.replace(" </strong>", "</strong>"), place


def test_a_level_that_was_sent_back_stays_on_the_childs_page(world):
    """REQ: assess-share-thinking. It was decided all the same: nothing reads as if nobody had judged."""
    begun = assessed(world, "high", timezone.now() - timedelta(days=2))
    with as_user(world.cast.holder) as by:
        Assessment.objects.filter(pk=begun.pk).update(nwg_category="nwg-2", nwg_by=by.post, nwg_at=timezone.now())
    with as_user(world.cast.invited) as supervisor:
        assessing.send_back(assessment=begun, comment="Ask the school.", by=supervisor)
    with as_user(world.cast.holder):
        Assessment.objects.filter(pk=begun.pk).update(nwg_category="nwg-3")
    today = in_words(timezone.now())
    stands = f"High, sent back on {today} for another look"
    pages = {
        page_of(world): "No level has been decided",
        world.case.get_absolute_url(): "not yet signed off",
        "/cases/": "Not assessed",
        reverse("overview:child_timeline", args=[world.told.child]): "not yet signed off",
        f"{begun.get_absolute_url()}result/": "not yet signed off",
    }
    shown = {place: read(world.cast.holder, place) for place in pages}
    for place, gone in pages.items():
        assert (stands in shown[place], gone in shown[place]) == (True, False), place
    page = shown[page_of(world)]
    assert f"Sent back on {today} by {world.cast.invited.post} for another look" in page
    assert "Because high." in page
    assert "Category 2 of the three-category cycle" in page, "as it stood beside that level"
    assert "Category 3" not in page
    assert "Category 2 of the risk cycle" in read(world.cast.holder, f"{begun.get_absolute_url()}sign-off/")
    assert "An assessment is being looked at again" in page
    with as_user(world.cast.holder):
        Assessment.objects.filter(pk=begun.pk).update(
            level="medium", level_reason="The school knows more.", decided_at=timezone.now(),
            decided_by=world.cast.holder.post, status=Assessment.Status.DECIDED,
        )  # fmt: skip
    page = read(world.cast.holder, page_of(world))
    assert re.search(r"Now: .{,80}Medium, not yet signed off ?</strong> since", page)
    assert page.index("The school knows more.") < page.index("Because high.")
    assert "What came before this" not in page, "it fell from nothing that stood"


def test_a_lower_level_that_was_sent_back_does_not_become_the_childs(world):
    """REQ: assess-share-thinking. The one that was signed off stands until another is decided and not sent back."""
    signed = assessed(world, "high", timezone.now() - timedelta(days=9))
    with as_user(world.cast.holder):
        Assessment.objects.filter(pk=signed.pk).update(
            status="signed_off", signed_off_by=world.cast.invited.post, signed_off_at=timezone.now()
        )
    lower = assessed(world, "standard", timezone.now() - timedelta(days=1))
    with as_user(world.cast.invited) as supervisor:
        assessing.send_back(assessment=lower, comment="She is still meeting him.", by=supervisor)
    page = read(world.cast.holder, page_of(world))
    assert re.search(r"Now: .{,80}High ?</strong> since", page)
    assert f"Decided later: Standard, sent back on {in_words(timezone.now())} for another look." in page
    assert "Exploitation level: High" in read(world.cast.holder, world.case.get_absolute_url())
    assert ">High" in read(world.cast.holder, "/cases/")
    with as_user(world.cast.holder):
        Assessment.objects.filter(pk=lower.pk).update(
            level="high", level_reason="As the supervisor says.", decided_at=timezone.now(),
            decided_by=world.cast.holder.post, status=Assessment.Status.DECIDED,
        )  # fmt: skip
    assert "Up from" not in read(world.cast.holder, page_of(world))


def test_several_models_with_their_dates(world):
    """REQ: assess-several-models"""
    begun = assessed(world, "high", timezone.now())
    with as_user(world.cast.holder):
        for code, until in [("gangs-and-groups", None), ("inappropriate-relationship", date(2026, 2, 1))]:
            ModelSeen.objects.create(
                assessment=begun, audience_id=Assessment.objects.get(pk=begun.pk).audience_id, author=world.cast.holder.post,
                model=ExploitationModel.objects.get(code=code), from_on=date(2026, 1, 1), until_on=until,
            )  # fmt: skip
    page = read(world.cast.invited, page_of(world))
    assert "from 1 January 2026 until 1 February 2026" in page
    assert page.count("Not verified by your legal adviser") == 2


def test_the_family_and_what_may_be_sent(world):
    """REQ: assess-family-role, assess-honour-forced-marriage"""
    with as_user(world.cast.holder):
        services.note_family(
            case=world.case, name="Dawn", relation="Mother", part=FamilyMember.Part.PROTECTIVE, on=date(2026, 1, 2),
            by=world.cast.holder,
        )  # fmt: skip
    assert "May be sent" in read(world.cast.invited, page_of(world))
    assessed(world, "high", timezone.now(), honour_or_forced_marriage=True)
    page = read(world.cast.invited, page_of(world))
    assert "May be sent" not in page
    assert "Do not contact the family." in page
    assert (
        page.index("No family contact yet")
        < page.index("Nobody has written down how to contact")
        < page.index("has said")
    )
    with as_user(world.cast.holder):
        blocks = Assessment.objects.readable().get()
    for where in (page_of(world), world.case.get_absolute_url()):
        shown = read(world.cast.invited, where)
        assert f'href="{blocks.get_absolute_url()}specialist-advice/"' in shown
    with as_user(world.cast.holder):
        assessing.record_advice(assessment=blocks, advice="Unit, Monday.", by=world.cast.holder)
    for where in (page_of(world), world.case.get_absolute_url()):
        assert "specialist-advice" not in read(world.cast.invited, where)


def test_no_open_action_is_said_of_what_the_reader_can_see(world):
    with as_user(world.desk):
        assert Task.objects.readable().filter(done_at=None).update(done_at=timezone.now(), done_by=world.desk.post)
    for user in (world.desk, world.cast.holder):
        page = read(user, page_of(world))
        assert "Nothing that you can see is waiting." in page
        assert "Nothing is waiting." not in page


def test_peers_places_and_people_of_concern(world):
    """REQ: assess-peers-and-groups"""
    about = told(world.desk, world.desk, CAR, MAN, AUNT, same_as=world.told.child)
    put_in_case(world, about)
    with as_user(world.desk):
        car = Mention.objects.get(report=about.report, words="WX12 ABC").entity_id
    elsewhere = told(
        world.desk, world.desk, MentionGiven("vehicle", "other", "WX12 ABC", same_as=car), name="Robin Quay"
    )
    page = read(world.desk, page_of(world))
    assert "People whom reports name as protecting" in page
    for words in (
        "WX12 ABC",
        "Dax Rook",
        "Maud Hollis",
        f'href="/children/{elsewhere.child}/">Robin Quay</a>, through',
    ):
        assert words in page
    theirs = read(world.cast.holder, page_of(world))
    assert "Dax Rook" in theirs
    assert "Robin Quay" not in theirs


def test_markers(world):
    with as_user(world.desk):
        Marker.objects.create(
            entity_id=world.told.child, what=Marker.What.MISSING, starts_on=date(2026, 1, 2), note="Twice in a week.",
            officer=world.cast.invited.post, author=world.desk.post, audience=access.audience_of([access.triage_desk()]),
        )  # fmt: skip
    assert "Has been missing, from 2 January 2026. Speak to Invited" in read(world.desk, page_of(world))
    assert "Has been missing" not in read(world.cast.holder, page_of(world))


def test_actions_and_clocks_of_every_app(world):
    """Of the case, the assessment, the concern, and the move to adult services."""
    with as_user(world.cast.holder):
        services.set_action(
            case=world.case,
            what="Meet on Wednesdays",
            owner=world.cast.holder.post,
            due_on=date(2030, 1, 1),
            by=world.cast.holder,
        )
        services.correct_details(case=world.case, title=NAME, born_on=date(2008, 12, 24), by=world.cast.holder)
    transitions.ask_for_plans(on=date(2026, 11, 21))
    ours = read(world.cast.holder, page_of(world))
    assert "Meet on Wednesdays" in ours
    assert "Plan the move to adult services" in ours
    assert "24 December 2008 (aged" in ours
    assert "Answer a concern that is not urgent" not in ours
    desks = read(world.desk, page_of(world))
    assert "Answer a concern that is not urgent" in desks
    assert "Plan the move to adult services" in desks
    assert "Meet on Wednesdays" not in desks


def test_the_information_it_rests_on(world):
    page = read(world.cast.invited, page_of(world))
    assert world.told.report.reference in page
    assert "Saltreach Academy" in page
    assert "Ungraded. Suggested: A: known directly to the source" in page


def test_the_reports_of_their_case_and_what_corrects_one_stand_on_their_page(world):
    """Nobody wrote in them that they are about this child: a person put one with the case, others correct it."""
    other = told(world.teacher, world.desk, name="A girl in a red coat", narrative="She got into a van.", child_wants="To go home.")  # fmt: skip
    put_in_case(world, other)
    with as_user(world.teacher):
        send = {"typed": {"how_known": "saw"}, "mentions": [], "by": world.teacher}
        first = report_concern(**(send | {"typed": {"narrative": "The van was white."}}), corrects=world.told.report)
        second = report_concern(**(send | {"typed": {"narrative": "The van was grey."}}), corrects=other.report)
        third = report_concern(**(send | {"typed": {"narrative": "No, it was blue."}}), corrects=second)
        hidden = {"narrative": "For the desk alone.", "desk_only": True}
        fourth = report_concern(**(send | {"typed": hidden}), corrects=world.told.report)
    for report in (first, second, third):
        with as_user(world.desk):
            services.add_report_to_case(case=world.case, report=report, by=world.desk)
            CaseReport.objects.readable().filter(case=world.case, report=report).delete()  # read, and not in the case
    for place in (page_of(world), reverse("overview:child_timeline", args=[world.told.child])):
        shown = read(world.cast.invited, place)
        assert [one.reference in shown for one in (other.report, first, second, third)] == [True] * 4, place
        assert fourth.reference not in shown
    assert "To go home." in read(world.cast.invited, page_of(world))


def test_two_open_cases_are_pointed_out_to_whoever_reads_both(world):
    other = person("other", Role.SUPERVISOR, at=agency("duty-team", "social_care"))
    case_of(world.told, by=other, key_worker=world.cast.invited)
    assert "has more than one open case" in read(world.cast.invited, page_of(world))
    assert "has more than one open case" not in read(world.cast.holder, page_of(world))


def test_verbs_say_why_not(world):
    reporter = person("reporter", Role.REPORTER, at=agency("saltreach-academy"))
    lead = person("lead", Role.SAFEGUARDING_LEAD, at=agency("saltreach-academy"))
    read(reporter, page_of(world), code=404)
    page = read(lead, page_of(world))
    assert "The triage desk, a social worker or a supervisor opens a case." in page
    assert "Your role does not include assessing." in page
    joins(world.case, lead, by=world.cast.holder)
    page = read(lead, page_of(world))
    assert f'href="{world.case.get_absolute_url()}said/"' in page
    assert "Ask the key worker or the triage desk for one." in page


def test_a_case_that_is_read_without_any_report_has_a_page(world):
    """Somebody joins the team; what the reports said is restricted since: the child still has a page."""
    from tessera.entities.services import move_report

    with as_user(world.desk):
        move_report(report=world.told.report, audience=access.audience_of([access.triage_desk()]), by=world.desk)
    page = read(world.cast.invited, page_of(world))
    assert NAME in page
    assert "No report that you can read." in page
    with as_user(world.cast.holder):
        services.close(case=world.case, reason="Safe.", by=world.cast.holder)
    assert "No report that you can read names this child." in read(world.cast.invited, page_of(world))


def test_the_timeline_is_narrowed_by_kind_and_turned_by_month(world):
    """A merged timeline of every app, with filters that have an address."""
    with as_user(world.cast.holder):
        services.hear(
            case=world.case,
            what=Voice.What.WISH,
            text="To be asked once.",
            said_on=date(2026, 1, 2),
            by=world.cast.holder,
        )
    place = reverse("overview:child_timeline", args=[world.told.child])
    newest = read(world.cast.holder, place)
    assert "Case opened" in newest
    assert "Joined the team" in newest
    assert f"Concern: {world.told.report.reference}" in newest
    assert "To be asked once." not in newest
    assert "?month=2026-01" in newest
    assert "To be asked once." in read(world.cast.holder, place + "?month=2026-01")
    narrowed = read(world.cast.holder, place + "?kinds=voice")
    assert "To be asked once." in narrowed
    assert "Case opened" not in narrowed
    assert "Remove filter: </span>What the child said" in narrowed
    assert "Nothing that you can read, with this filter." in read(world.cast.holder, place + "?kinds=answers")
    for odd in (
        "?kinds=nonsense",
        "?until-day=31&until-month=2&until-year=2026",
        "?month=2026-99",
        "?month=%00&kinds=%00",
    ):
        assert "Case opened" in read(world.cast.holder, place + odd) or "There is a problem" in read(
            world.cast.holder, place + odd
        )


def counted(user, place):
    client = signed_in(user)
    with CaptureQueriesContext(connection) as found:
        assert client.get(place).status_code == 200
    return len(found)


@pytest.mark.slow
def test_as_many_queries_for_one_as_for_many(world):
    """At most 25, whatever the number of rows."""
    holder, places = world.cast.holder, [page_of(world), reverse("overview:child_timeline", args=[world.told.child])]
    put_in_case(world, told(world.desk, world.desk, CAR, MAN, AUNT, same_as=world.told.child))
    fill(world, 0)
    before = [counted(holder, place) for place in places]
    for number in range(1, 9):
        fill(world, number)
    assert [counted(holder, place) for place in places] == before
    assert max(before) <= 25


def fill(world, number):
    """One more of everything on the child's page."""
    holder = world.cast.holder
    more = [
        MentionGiven("person", part, f"Somebody {number} {part}", {"first_name": f"Somebody{number}", "surname": part})
        for part in ("child", "concern", "protects", "other")
    ]
    put_in_case(world, told(world.desk, world.desk, *more, same_as=world.told.child, how_known="child_told"))
    joins(world.case, person(f"worker{number}", Role.KEY_WORKER, at=agency(f"agency-{number}")), by=holder)
    with as_user(holder):
        services.hear(case=world.case, what=Voice.What.WISH, text=str(number), said_on=date(2026, 1, 2), by=holder)
        services.note_family(
            case=world.case,
            name=f"Aunt {number}",
            relation="Aunt",
            part=FamilyMember.Part.UNSAFE,
            on=date(2026, 1, 2),
            by=holder,
        )
        services.set_action(case=world.case, what=str(number), owner=holder.post, due_on=date(2030, 1, 1), by=holder)
    begun = assessed(world, "high", timezone.now())
    with as_user(holder):
        audience = Assessment.objects.get(pk=begun.pk).audience_id
        ModelSeen.objects.create(
            assessment=begun, audience_id=audience, author=holder.post, from_on=date(2026, 1, 1),
            model=ExploitationModel.objects.first(),
        )  # fmt: skip
        Marker.objects.create(
            entity_id=world.told.child, what=Marker.What.MISSING, starts_on=date(2026, 1, 2), author=holder.post,
            audience_id=audience,
        )  # fmt: skip
