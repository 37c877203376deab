"""Each verb's page: who opens it, what it keeps of what was typed, and what two people see of each other."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tessera.concerns import deciding, measures, services
from tessera.concerns.deciding_views import WAYS
from tessera.concerns.models import Concern, Decision, Feedback
from tessera.entities.models import Mention
from tessera.reference.models import Origin
from tests.cast import as_user
from tests.reporting import signed_in
from tests.triage import CHILD, MAN, concern_of, make_desk, marked, reported

What = Decision.What
VERBS = ["change_band", "allocate", "ask_partner", "contribute", "log_search", "choose", "finish"]


@pytest.fixture
def desk(db):
    return make_desk()


@pytest.fixture
def report(desk):
    return reported(desk.teacher, CHILD, MAN, about_child="Tegan Hollis")


@pytest.fixture
def concern(desk, report):
    with as_user(desk.officer):
        found = concern_of(desk, report)
        services.ask_partner(concern=found, agency=desk.nurse.agency, question="What do you know?", by=desk.officer)
        return concern_of(desk, report)


def at(verb, concern, *more):
    return reverse(f"concerns:{verb}", args=[concern.pk, *more])


def addresses(concern, report, decision):
    return {
        **{verb: at(verb, concern) for verb in VERBS},
        **{f"decide {what}": at("decide", concern, what.value) for what in WAYS},
        "agree": at("agree", concern, decision.pk),
        "give_feedback": at("give_feedback", concern, report.reference),
    }


def saved(desk, concern):
    with as_user(desk.officer):
        return Concern.objects.get(pk=concern.pk)


@pytest.fixture
def decision(desk, concern):
    """Not enough, by the officer; searched and answered, so that only the second person's word is missing."""
    with as_user(desk.officer):
        made = deciding.find_not_enough(
            concern=concern, reasons="One account.", disruption_considered="Licensing.", version=concern.version,
            by=desk.officer,
        )  # fmt: skip
        services.log_search(concern=concern, system="Police", terms="x", found="Nothing.", by=desk.officer)
        return made


def test_nobody_without_a_key_learns_that_a_page_is_there(desk, concern, report, decision):
    client = signed_in(desk.outsider)
    for name, address in addresses(concern, report, decision).items():
        assert client.get(address).status_code == 404, name
        assert client.post(address, {"version": 1}).status_code == 404, name


def test_a_partner_adds_and_searches_and_reads_why_the_rest_is_not_theirs(desk, concern, report, decision):
    client = signed_in(desk.nurse)
    for name, address in addresses(concern, report, decision).items():
        reply = client.get(address)
        if name in ("contribute", "log_search"):
            assert reply.status_code == 200, name
        else:
            assert reply.status_code == 403, name
            wanted = "triage desk"
            assert wanted in reply.content.decode(), name


def test_the_desk_opens_every_page_or_reads_what_is_missing(desk, concern, report, decision):
    clients = {"agree": signed_in(desk.second)}
    refused = {"decide early_help": "Early help needs", "finish": "A second named person"}
    for name, address in addresses(concern, report, decision).items():
        reply = clients.get(name, signed_in(desk.officer)).get(address)
        if name in refused:
            assert reply.status_code == 403, name
            assert refused[name] in reply.content.decode(), name
        else:
            assert reply.status_code == 200, name


def test_a_wrong_kind_of_decision_is_not_there(desk, concern):
    client = signed_in(desk.officer)
    assert client.get(at("decide", concern, "guess")).status_code == 404
    assert client.get(at("decide", concern, "add_to_case")).status_code == 404


def test_choosing_leads_to_the_form_of_that_kind_or_says_what_is_missing(desk, concern):
    client = signed_in(desk.officer)
    assert client.post(at("choose", concern), {"what": "keep"}).url == at("decide", concern, "keep")
    reply = client.post(at("choose", concern), {"what": "early_help"})
    assert "Early help needs the exploitation assessment" in reply.content.decode()


def test_every_kind_of_decision_can_be_made_on_its_page(desk, report, concern):
    client = signed_in(desk.officer)
    with as_user(desk.officer):
        child = Mention.objects.get(report=report, part="child")
    day = timezone.localdate() + timedelta(days=40)
    given = {
        "strategy": {"police": "present", "social_care": "present", "health": "absent",
                     "health_because": "Nobody on call.", "agreed": "See her today."},
        "assess": {"child": child.entity_id, "assessor": desk.assessor.post.pk},
        "keep": {"review_on-day": day.day, "review_on-month": day.month, "review_on-year": day.year},
        "pass_on": {"whom": "agency", "agency": "estuary-health"},
        "answer_request": {"answer": "Nothing more is held."},
        "not_exploitation": {"to": "The school nurse"},
        "not_enough": {"disruption_considered": "Licensing were told."},
    }  # fmt: skip
    for what, words in given.items():
        page = {"version": saved(desk, concern).version, "reasons": "What was seen.", **words}
        reply = client.post(at("decide", concern, what), page)
        assert reply.status_code == 302, (what, reply.content.decode()[-3000:])
    with as_user(desk.officer):
        assert list(concern.decisions.order_by("at").values_list("what", flat=True)) == list(given)
        assert concern.decisions.get(what="strategy").detail["attendance"]["health"] == {"absent": "Nobody on call."}


@pytest.mark.parametrize(
    ("what", "page", "beside", "sentence"),
    [
        ("strategy", {"police": "present", "social_care": "present", "health": "present", "agreed": "See her today.",
                      "health_because": "Nobody on call."}, "health",
         "“Why did health not take part?” has an answer, and you chose “Took part”."),
        ("pass_on", {"whom": "agency", "agency": "estuary-health", "area": "Northmarch"}, "whom",
         "“Which area?” has an answer, and you chose “An agency of this partnership”."),
        ("pass_on", {"whom": "area", "agency": "estuary-health", "area": "Northmarch", "taker": "Ada",
                     "address": "duty@northmarch.gov.uk"}, "whom",
         "“Which agency?” has an answer, and you chose “Another area”."),
    ],
)  # fmt: skip
def test_two_answers_that_contradict_each_other_are_asked_about(desk, concern, what, page, beside, sentence):
    """Without JavaScript both stand on the page: neither is thrown away silently."""
    client, place = signed_in(desk.officer), at("decide", concern, what)
    page = {"version": concern.version, "reasons": "Kept words.", **page}
    text = html.unescape(client.post(place, page).content.decode())
    assert sentence in text
    assert f'id="id_{beside}-error"' in text
    for typed in ("health_because", "area"):
        assert page.get(typed, "") in text
    with as_user(desk.officer):
        assert not concern.decisions.exists()
    shut = {"strategy": "health_because", "pass_on": "area" if page.get("whom") == "agency" else "agency"}[what]
    assert client.post(place, {**page, shut: ""}).status_code == 302


@pytest.mark.parametrize("there", [[], ["police"], ["health"]])
def test_fewer_than_two_of_the_three_hold_no_strategy_discussion(desk, concern, there):
    page = {"version": concern.version, "reasons": "Kept words.", "agreed": "See her today."}
    for kind in ("police", "social_care", "health"):
        page |= {kind: "present"} if kind in there else {kind: "absent", f"{kind}_because": "Nobody on call."}
    text = signed_in(desk.officer).post(at("decide", concern, "strategy"), page).content.decode()
    assert "at least two of police, social care and health have to take part" in text
    assert "Kept words." in text
    with as_user(desk.officer):
        assert not concern.decisions.exists()


def test_two_presses_of_one_decision_make_one(desk, concern):
    client = signed_in(desk.officer)
    page = {"version": concern.version, "reasons": "Known friends.", "to": "The school nurse"}
    replies = [client.post(at("decide", concern, "not_exploitation"), page) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [302, 302]
    with as_user(desk.officer):
        assert concern.decisions.count() == 1


def test_the_second_of_two_sees_both_and_keeps_what_they_typed(desk, concern):
    client = signed_in(desk.second)
    with as_user(desk.officer):
        services.change_band(
            concern=concern, band="emergency", reason="She is with him now.", version=concern.version, by=desk.officer
        )
    page = {"version": concern.version, "reasons": "Typed before I knew.", "to": "The school nurse"}
    reply = client.post(at("decide", concern, "not_exploitation"), page)
    text = reply.content.decode()
    assert reply.status_code == 200
    assert "Typed before I knew." in text
    assert "She is with him now." in text
    assert "This concern has changed" in text
    with as_user(desk.officer):
        assert not concern.decisions.exists()
    page["version"] = re.search(r'name="version"[^>]* value="(\d+)"', text)[1]
    assert client.post(at("decide", concern, "not_exploitation"), page).status_code == 302


def test_the_second_to_choose_the_same_band_is_shown_the_first(desk, concern):
    """By then the band is not on the list any more: the page says why, and not only that the choice is wrong."""
    page = {"version": concern.version, "band": "urgent"}
    first = signed_in(desk.officer).post(at("change_band", concern), {**page, "reason": "What the first wrote."})
    assert first.status_code == 302
    second = signed_in(desk.second).post(at("change_band", concern), {**page, "reason": "What the second wrote."})
    text = second.content.decode()
    for words in ("This concern has changed", "What the first wrote.", "What the second wrote."):
        assert words in text


def test_what_is_missing_is_said_beside_it_and_what_was_typed_stays(desk, concern):
    client = signed_in(desk.officer)
    page = {"version": concern.version, "reasons": "Kept words.", "police": "absent", "social_care": "present"}
    text = client.post(at("decide", concern, "strategy"), page).content.decode()
    assert "Kept words." in text
    assert "Why did police not take part?" in text
    assert "Did health take part?" in text
    assert "Error: " in text
    past = {"review_on-day": 1, "review_on-month": 1, "review_on-year": 2020}
    text = client.post(at("decide", concern, "keep"), {**page, **past}).content.decode()
    assert "must be after today" in text


def test_not_enough_says_which_disruption_was_considered(desk, concern):
    """REQ: triage-thin-evidence"""
    client = signed_in(desk.officer)
    page = {"version": concern.version, "reasons": "One account."}
    text = client.post(at("decide", concern, "not_enough"), page).content.decode()
    assert "Error: " in text
    with as_user(desk.officer):
        assert not concern.decisions.exists()
    page["disruption_considered"] = "Licensing were told."
    assert client.post(at("decide", concern, "not_enough"), page).status_code == 302
    with as_user(desk.officer):
        decision = concern.decisions.get()
        assert (decision.detail["disruption_considered"], decision.needs_agreement) == ("Licensing were told.", True)


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "\x00"])
def test_a_page_without_its_version_says_so_and_breaks_nothing(desk, concern, version):
    client = signed_in(desk.officer)
    reply = client.post(at("change_band", concern), {"version": version, "band": "urgent", "reason": "Why\x00"})
    assert reply.status_code == 200
    assert saved(desk, concern).band == "not_urgent"


def test_the_request_page_says_where_it_will_go(desk, report, concern):
    with as_user(desk.officer):
        man = Mention.objects.get(report=report, part="concern")
    marked(desk, man.entity_id, "investigation", desk.detective)
    text = signed_in(desk.officer).get(at("decide", concern, "answer_request")).content.decode()
    assert "Kit Lowe" in text
    assert "What is the answer?" not in text


def test_the_reporter_is_answered_once(desk, report, concern):
    client = signed_in(desk.officer)
    page = {"version": concern.version, "answered": "yes", "told": "We spoke to her. Thank you."}
    for _ in range(2):
        assert client.post(at("give_feedback", concern, report.reference), page).status_code == 302
    with as_user(desk.officer):
        assert Feedback.objects.get(concern=concern).told == "We spoke to her. Thank you."
    with as_user(desk.teacher):
        page = signed_in(desk.teacher).get(report.get_absolute_url()).content.decode()
    assert page.count("We spoke to her. Thank you.") == 1, "the answer stays on the report"
    assert "What you were told" not in signed_in(desk.officer).get(report.get_absolute_url()).content.decode()


def test_the_second_person_agrees_and_then_it_is_finished(desk, report, concern, decision):
    officer, second = signed_in(desk.officer), signed_in(desk.second)
    agree = at("agree", concern, decision.pk)
    assert officer.get(agree).status_code == 403
    version = re.search(r'name="version"[^>]* value="(\d+)"', second.get(agree).content.decode())[1]
    for _ in range(2):
        assert second.post(agree, {"note": "I read it all.", "version": version}).status_code == 302
    page = {"version": saved(desk, concern).version, "answered": "no"}
    reply = officer.post(at("give_feedback", concern, report.reference), page)
    assert "Choose an answer to “What got in the way?”" in html.unescape(reply.content.decode())
    page |= {"tried": ["wrote", "asked-their-agency"], "barriers": ["reporter-moved-on"], "not_told_because": "In May."}
    officer.post(at("give_feedback", concern, report.reference), page)
    for _ in range(2):
        reply = officer.post(at("finish", concern), {"version": saved(desk, concern).version})
        assert reply.status_code == 302
    assert saved(desk, concern).status == Concern.Status.FINISHED


def test_measures_count_what_the_reader_may_see(desk):
    """REQ: intake-business-reports, intake-many-routes"""
    origin = Origin.objects.get(code="hotel")
    for _ in range(2):
        reported(desk.teacher, CHILD, is_business_report=True, premises="Quay Hotel", origin=origin)
    text = " ".join(signed_in(desk.officer).get(reverse("concerns:measures")).content.decode().split())
    assert re.search(r"Quay Hotel</td> ?<td [^>]*>2</td>", text)
    assert f">{origin.label}</th>" in text
    with as_user(desk.officer):
        ((_, split),) = measures.origins_by_month(desk.officer, since=timezone.localdate() - timedelta(days=1))
    assert split == {origin.label: 2}
    assert signed_in(desk.nurse).get(reverse("concerns:measures")).status_code == 403


def test_the_measures_of_each_band(desk, concern):
    """REQ: triage-urgency-levels"""
    with as_user(desk.officer):
        waiting = {
            row.band: (row.in_time, row.late, row.waiting)
            for row in measures.answered_in_time(desk.officer, since=timezone.localdate() - timedelta(days=1))
        }
    assert waiting == {"emergency": (0, 0, 0), "urgent": (0, 0, 0), "not_urgent": (0, 0, 1)}


def test_adding_to_an_open_case_is_among_the_decisions(desk, concern):
    client = signed_in(desk.officer)
    page = client.get(reverse("concerns:choose", args=[concern.pk])).content.decode()
    assert 'value="add_to_case"' in page
    reply = client.post(reverse("concerns:choose", args=[concern.pk]), {"what": "add_to_case"})
    assert reply["Location"] == reverse("cases:add_concern", args=[concern.pk])
    assert client.get(reply["Location"]).status_code == 200


def test_whoever_asks_a_partner_is_told_by_when_and_how_sure_that_is(desk, concern):
    page = signed_in(desk.officer).get(reverse("concerns:ask_partner", args=[concern.pk])).content.decode()
    for words in ("To be answered by", "Proposed local setting", "our confidence: low", "Not verified"):
        assert words in page, words
