"""Two presses in the same instant, over HTTP, on a server of several processes."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from django.utils import timezone

from tessera.access import services as access
from tessera.access.models import User
from tessera.assessments import queries as assessed
from tessera.assessments import services as assessing
from tessera.assessments.models import Assessment
from tessera.cases.models import Case
from tessera.concerns import queries as concerns
from tessera.concerns import services as concerned
from tessera.concerns.models import BandChange, ConcernReport, Decision, Feedback
from tessera.documents.models import File
from tessera.entities.models import Match, Mention
from tessera.entities.queries import suggestions_for
from tessera.entities.services import answer_match
from tessera.information.models import Report
from tessera.work import services as work
from tests.assessments.conftest import settle
from tests.cast import agency, as_user, person
from tests.databases import cloned_database
from tests.house.world import CASEWORK, DESK, World, make_world
from tests.reporting import PNG, reference_in
from tests.together.serving import Page, Person, free_port, serving, signed_in, with_passwords

pytestmark = pytest.mark.slow
ROUNDS = 5
TYPED = {
    "scripted": "yes",
    "seen_by": "wide",
    "narrative": "A silver car waits at the gate.",
    "about_child": "Kay Marsh",
}
SIGHTED = {"when_text": "yesterday 16:30", "vehicle": "WX51 ABC", "narrative": "Parked."}
SPOKEN = {
    "narrative": "A man waits in the yard.", "immediate_danger": "no", "significant_harm": "no",
    "seen_by": "wide", "source": "public_named", "public_name": "Rae Finch", "source_contact": "After 6, 07700 900456",
}  # fmt: skip


def told(page: dict[str, str], key: str) -> dict[str, str]:
    """This page under a key of its own and in words of its own: the very same words are the report sent before."""
    return {**page, "key": key, "narrative": f"{page['narrative']} {key}"}


@dataclass(frozen=True)
class Site:
    """A served world, and two people of it at their browsers: they read the same things."""

    world: World
    other: User
    one: Person
    two: Person
    third: Person


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    with django_db_blocker.unblock(), cloned_database("test_tessera_at_once"):
        world = make_world()
        other = person("other", *CASEWORK, *DESK, at=agency("childrens-services"))
        with_passwords(world.cast.holder, world.cast.invited, world.insider, other)
        port = free_port()
        with serving(port):
            people = [signed_in(port, user) for user in (world.cast.holder, other, world.cast.invited)]
            yield Site(world, other, *people)
        connections["default"].close()


def at_once(*presses: Callable[[], Page]) -> list[Page]:
    """Start these together and answer what each came to. None of them is a failure of the server's."""
    barrier = Barrier(len(presses))

    def run(press: Callable[[], Page]) -> Page:
        barrier.wait(timeout=20)
        return press()

    with ThreadPoolExecutor(len(presses)) as pool:
        pages = [one.result(timeout=60) for one in [pool.submit(run, press) for press in presses]]
    assert [page.status for page in pages if page.status >= 500] == [], pages
    return pages


def loose_files(site: Site) -> int:
    """Files that the holder chose and that came with no report and stand in no draft."""
    with as_user(site.world.cast.holder) as holder:
        return File.objects.filter(author=holder.post, audience=site.world.draft.audience).count()


@pytest.mark.parametrize("way", ["scripted", "checked", "sighting", "spoken"])
def test_the_same_form_sent_in_the_same_instant_is_one_report_and_each_press_shows_its_reference(site, way):
    loose = loose_files(site)
    for _ in range(ROUNDS):
        key = str(uuid4())
        page = {
            "scripted": told(TYPED, key), "checked": {"key": key}, "sighting": told(SIGHTED, key),
            "spoken": told(SPOKEN, key),
        }[way]  # fmt: skip
        path = {"scripted": "write", "checked": "check"}.get(way, way)
        if way == "checked":
            kept = site.one.post("/report/write/", {**told(TYPED, key), "scripted": ""}, photograph=PNG)
            assert kept.leads_to == f"/report/check/?draft={key}"
        photograph = b"" if way == "checked" else PNG

        def press(path=path, page=page, photograph=photograph):
            return site.one.post(f"/report/{path}/", page, photograph=photograph)

        pages = at_once(press, press, press)
        assert [page.status for page in pages] == [302] * 3, pages
        (reference,) = {reference_in(page.leads_to) for page in pages}
        with as_user(site.world.cast.holder):
            report = Report.objects.get(sent_key=UUID(key))
            assert report.reference == reference
            assert report.attachments.count() == 1
            assert ConcernReport.objects.filter(report=report).count() == 1
    assert loose_files(site) == loose, "a file of a press that came second belongs to nothing"


def test_two_different_reports_sent_in_the_same_instant_are_both_taken(site):
    for _ in range(ROUNDS):
        keys = [str(uuid4()), str(uuid4()), str(uuid4())]

        def press(who, key):
            return lambda: who.post("/report/write/", told(TYPED, key), photograph=PNG)

        pages = at_once(press(site.one, keys[0]), press(site.two, keys[1]), press(site.one, keys[2]))
        assert len({reference_in(page.leads_to) for page in pages}) == 3
        with as_user(site.world.cast.holder):
            assert Report.objects.filter(sent_key__in=map(UUID, keys)).count() == 3


def in_turn_both(
    site: Site,
    opened: str,
    first: dict[str, Any],
    second: dict[str, Any],
    *,
    sent: str = "",
    by: list[Person] | None = None,
) -> None:
    """Two people open a page, type, and press in the same instant: one is kept, and the other is shown both."""
    people = by or [site.one, site.two]
    hidden = [forms_on(who.get(opened))[0] for who in people]

    def press(who, kept, given):
        return lambda: who.post(sent or opened, {**kept, **given})

    pages = at_once(*map(press, people, hidden, (first, second)))
    kept, back = sorted(pages, key=lambda page: page.status != 302)
    assert (kept.status, back.status != 302) == (302, True), [(page.status, page.leads_to) for page in pages]
    shown = " ".join(unescape(back.text).split())
    assert [words for given in (first, second) for words in said_in(given) if words not in shown] == []


def said_in(given: dict[str, Any]) -> list[str]:
    """What was written in words: not what was chosen from a list."""
    return [value for value in given.values() if isinstance(value, str) and " " in value]


class Forms(HTMLParser):
    """The hidden answers of each form that is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method") == "post":
            self.found.append({})
        if tag == "input" and given.get("type") == "hidden" and self.found:
            self.found[-1][given["name"]] = given.get("value", "")


def forms_on(page: Page) -> list[dict[str, str]]:
    assert page.status == 200, (page.status, page.text)
    read = Forms()
    read.feed(page.text)
    return read.found[1:]  # the first signs out


def said(one: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same field, as each of the two fills it in."""
    return {one: f"What the first wrote about {one}."}, {one: f"What the second wrote about {one}."}


def pair(fields: dict[str, Any], *names: str) -> tuple[dict[str, Any], dict[str, Any]]:
    firsts, seconds = zip(*map(said, names), strict=True)
    first, second = ({**fields, **{k: v for one in these for k, v in one.items()}} for these in (firsts, seconds))
    return first, second


def new_concern(site: Site) -> tuple[str, Report]:
    """The page of a concern that nobody has touched, and its report."""
    reference = reference_in(site.third.post("/report/write/", told(TYPED, str(uuid4()))).leads_to)
    with as_user(site.other):
        report = Report.objects.get(reference=reference)
        return concerns.concerns_about(site.other, report).get().get_absolute_url(), report


def test_two_who_decide_a_concern_at_once(site):
    for _ in range(ROUNDS):
        path, report = new_concern(site)
        in_turn_both(site, f"{path}band/", *pair({"band": "urgent"}, "reason"))
        in_turn_both(site, f"{path}feedback/{report.reference}/", *pair({"answered": "yes"}, "told"))
        in_turn_both(site, f"{path}decide/not_exploitation/", *pair({}, "reasons", "to"))
        with as_user(site.other):
            link = ConcernReport.objects.get(report=report)
            for kind in (BandChange, Feedback, Decision):
                assert kind.objects.filter(concern=link.concern_id).count() == 1


def test_whoever_waits_while_a_concern_is_given_readers_it_never_had_reads_it_still(site):
    path, report = new_concern(site)
    page = f"{path}decide/not_exploitation/"
    given = {**forms_on(site.one.get(page))[0], "reasons": "A birthday party.", "to": "The youth club."}
    newcomer = person("newcomer", *CASEWORK, at=agency("childrens-services"))
    with ThreadPoolExecutor(1) as pool, as_user(site.other) as by:
        with transaction.atomic():
            concern = concerns.concerns_about(by, report).get()
            concerned.share(concern=concern, holders=[access.person(newcomer.post)], by=by)
            pressed = pool.submit(site.one.post, page, given)
            wait([pressed], timeout=1.5)  # it waits for this transaction
            assert not pressed.done()
        assert pressed.result(timeout=60).status == 302


def test_two_who_agree_with_a_decision_at_once(site):
    world = site.world
    path = f"{world.concern.get_absolute_url()}decisions/{world.decision.pk}/agree/"
    in_turn_both(site, path, *said("note"), by=[site.two, site.third])


def test_two_who_answer_the_same_match_at_once(site):
    mention = site.world.unanswered.pk
    answers = [{"judgement": "same"}, {"judgement": "different"}]
    first, second = ({**one, **two} for one, two in zip(answers, said("note"), strict=True))
    in_turn_both(site, f"/mentions/{mention}/matches/", first, second, sent=f"/mentions/{mention}/answer/")
    with as_user(site.other):
        assert Match.objects.filter(mention=mention).count() == 1


def test_two_who_write_in_the_same_assessment_at_once(site):
    path = site.world.assessment.get_absolute_url()
    for n in range(1, ROUNDS):
        mark = f"Thought {n}."
        for page, fields, names in [
            ("about", {}, ["age_stated"]),
            ("child", {}, ["childs_view"]),
            ("suspected", {"ticks": ["sus-new-phone"]}, ["note-sus-new-phone"]),
            ("step-up", {"elevates": "yes"}, ["reason"]),
            ("cycle", {"category": "nwg-2", "signals": ["sus-hotspot"]}, ["reason"]),
        ]:
            first, second = pair(fields, *names)
            if page == "about":
                first, second = {"age_stated": str(2 * n)}, {"age_stated": str(2 * n + 1)}
            else:
                first, second = ({**one, names[0]: f"{one[names[0]]} {mark}"} for one in (first, second))
            in_turn_both(site, f"{path}{page}/", first, second)


def test_two_who_decide_an_assessment_at_once_and_two_who_check_it(site):
    path = site.world.assessment.get_absolute_url()
    with as_user(site.other) as by:
        assessment = assessed.assessments_for(by).get(pk=site.world.assessment.pk)
        settle(assessment, by=by)
        for whom in ("police", "social_care"):
            assessing.tell(assessment=assessment, whom=whom, person="The desk", told_at=timezone.now(), by=by)
    in_turn_both(site, f"{path}result/", *pair({"level": "high"}, "reason", "next_conversation"))
    with as_user(site.other):
        decided = Assessment.objects.get(pk=assessment.pk)
        assert decided.status == "decided"
    insider = signed_in(site.one.port, site.world.insider)
    in_turn_both(site, f"{path}sign-off/", *said("comment"), by=[site.third, insider])


def test_two_who_put_a_case_right_at_once(site):
    path = site.world.case.get_absolute_url()
    for n in range(ROUNDS):
        in_turn_both(site, f"{path}details/", {"title": f"Tegan Hollis {n}"}, {"title": f"Tig Hollis {n}"})


def test_two_who_open_a_case_from_one_concern_at_once(site):
    """The second is told of the first's, and keeps their reason."""
    for _ in range(ROUNDS):
        path, report = new_concern(site)
        with as_user(site.other):
            mention = Mention.objects.get(report=report, part="child")
            child = mention.entity_id
            while maybe := suggestions_for(site.other, mention):  # each answer lets the next likeliest be asked about
                for one in maybe:  # each may be a child who has a case
                    answer_match(mention=mention, entity=one.entity_id, judgement="different", note="", by=site.other)
        fields = {"child": str(child), "key_worker": str(site.world.cast.holder.post.pk)}
        reasons = [{"reason": f"What the {one} wrote about the child."} for one in ("first", "second")]
        presses = [
            lambda who=who, page=f"{path}open-case/", given={**fields, **given}: who.post(page, given)
            for who, given in zip((site.one, site.two), reasons, strict=True)
        ]
        kept, back = sorted(zip(at_once(*presses), reasons, strict=True), key=lambda one: one[0].status != 302)
        assert (kept[0].status, back[0].status) == (302, 200)
        shown = unescape(back[0].text)
        assert "has an open case already. Add the concern to it instead." in shown
        assert back[1]["reason"] in shown
        with as_user(site.other):
            case = Case.objects.get(child=child)
            assert (case.get_absolute_url(), kept[0].leads_to) == (kept[0].leads_to, case.get_absolute_url())
            assert case.get_absolute_url() in shown


def test_two_who_finish_the_same_task_at_once(site):
    with as_user(site.other) as by:
        task = work.set_task(
            title="Ring the school", subject="Kay Marsh", path="/", desk=access.triage_desk(),
            due_at=timezone.now(), by=by,
        )  # fmt: skip
    in_turn_both(site, f"/work/{task.pk}/finish/", *said("outcome"))
