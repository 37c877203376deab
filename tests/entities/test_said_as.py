"""As what a report speaks of somebody, fact apart from opinion, and everything said grouped by how it is known."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.entities import queries, telling_apart
from tessera.entities.models import Mention, SaidAs
from tessera.entities.queries.said_as import COLUMNS, statements_of
from tessera.entities.services import record_mentions
from tessera.information import services as information
from tessera.information.models import Report
from tessera.reference.models import SubjectCategory
from tests.cast import agency, as_user
from tests.cast import person as somebody
from tests.entities.telling import SENT, only, person, told
from tests.entities.telling import given as thing
from tests.house.test_cast_on_every_url import TOKEN
from tests.reporting import signed_in


@pytest.fixture
def analyst(db):
    return somebody("analyst", Role.ANALYST, at=agency("county-police", "police"), name="Magda Zielonka")


@pytest.fixture
def man(cast, analyst):
    (mention,) = told(cast.holder, only(cast.holder, analyst), person("Darren Axley, known as Daz", "concern"))
    return mention


def read(by, mention, category="suspect", nature="opinion", note="The writer’s guess."):
    with as_user(by):
        row = SubjectCategory.objects.get(code=category) if category else None
        return telling_apart.say_as(mention=mention, category=row, nature=nature, note=note, by=by)


def in_force(user, mention):
    with as_user(user):
        return queries.said_as_of(user, [mention.pk]).get(mention.pk)


def test_it_is_said_by_name_on_a_page_and_shown_on_the_report_and_the_person(cast, analyst, man):
    """REQ: soft-provenance-hearsay"""
    page, client = f"/mentions/{man.pk}/said-as/", signed_in(analyst)
    assert f'href="{page}"' in client.get(man.report.get_absolute_url()).content.decode()
    wrong = client.post(page, {"category": "witness", "nature": "both", "note": ""}).content.decode()
    assert "Say which part is opinion, and whose." in wrong
    client.post(page, {"category": "witness", "nature": "both", "note": "That he was angry is hers."})
    for path in (man.report.get_absolute_url(), f"/entities/{man.entity_id}/"):
        shown = signed_in(cast.holder).get(path).content.decode()
        assert "Witness, or somebody with information; fact and opinion" in shown, path
    assert "Magda Zielonka" in signed_in(cast.holder).get(man.report.get_absolute_url()).content.decode()
    with as_user(cast.holder):
        assert Report.objects.readable().get(pk=man.report_id).sha256 == man.report.sha256


def test_a_later_act_stands_and_the_earlier_stays_on_record(cast, analyst, man):
    first = read(analyst, man)
    assert read(analyst, man) == first  # the same press twice
    later = read(analyst, man, "convicted", "fact", "")
    assert in_force(cast.holder, man) == later
    page = signed_in(analyst).get(f"/mentions/{man.pk}/said-as/").content.decode()
    assert page.count("Stays on record") == 1


def test_nobody_but_those_who_develop_information_and_never_of_what_they_may_not_read(cast, analyst, man):
    with pytest.raises(PermissionDenied, match="does not include telling fact from opinion"):
        read(cast.holder, man)
    assert signed_in(cast.holder).get(f"/mentions/{man.pk}/said-as/").status_code == 403
    (hidden,) = told(cast.holder, only(cast.holder), person("Darren Axley", "concern"))
    with pytest.raises(Http404):
        read(analyst, hidden)


@pytest.mark.parametrize(("category", "nature", "note"), [(None, "fact", ""), ("victim", "opinion", " ")])
def test_a_person_has_a_category_and_an_opinion_says_which(analyst, man, category, nature, note):
    with pytest.raises(ValueError, match=r"has a category|says which"):
        read(analyst, man, category, nature, note)


def test_a_thing_has_no_category(cast, analyst):
    (car,) = told(cast.holder, only(cast.holder, analyst), thing("vehicle", "WX19 KTR"))
    with pytest.raises(ValueError, match="nothing else has"):
        read(analyst, car)
    client = signed_in(analyst)
    assert "As what does this report speak of them?" not in client.get(f"/mentions/{car.pk}/said-as/").content.decode()
    client.post(f"/mentions/{car.pk}/said-as/", {"nature": "fact", "note": ""})
    assert str(in_force(analyst, car)) == "Fact"


def test_a_writer_who_is_not_among_the_readers_learns_nothing_of_it(cast, analyst):
    (mention,) = told(cast.holder, only(analyst), person("Darren Axley", "concern"))
    client, page = signed_in(cast.holder), mention.report.get_absolute_url()
    before = TOKEN.sub(b"", client.get(page).content)
    read(analyst, mention)
    assert TOKEN.sub(b"", client.get(page).content) == before


def test_the_database_keeps_it_with_its_report_and_as_it_was_said(cast, analyst, man):
    (other,) = told(cast.holder, only(cast.holder, analyst), person("Des Crane", "concern"))
    said = read(analyst, man)
    with as_user(analyst), pytest.raises(ProgrammingError), transaction.atomic():
        SaidAs.objects.filter(pk=said.pk).update(nature="fact")
    astray = SaidAs(
        report=other.report, mention=man, audience_id=man.audience_id, author=analyst.post, nature="fact", at=SENT
    )
    with as_user(analyst), pytest.raises(IntegrityError), transaction.atomic():
        astray.save(force_insert=True)


def known(by, *readers, how, words, same_as=None):
    with as_user(by):
        report = information.send_report(
            given={"narrative": "Seen.", "how_known": how}, audience=only(*readers), sent_key=uuid4(), by=by
        )
        return record_mentions(report=report, mentions=[person(words, "concern", same_as=same_as)], by=by)[0]


HOW = ["saw", "child_told", "other_told", "worked_out", ""]


@given(st.lists(st.sampled_from(HOW), min_size=1, max_size=6))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_seen_never_stands_among_what_was_told(cast, analyst, hows):
    """REQ: soft-provenance-hearsay: each statement once, under how its writer knows, whatever the order of sending."""
    with transaction.atomic():
        first = known(cast.holder, cast.holder, how=hows[0], words="Darren Axley")
        with as_user(cast.holder):
            for how in hows[1:]:
                known(cast.holder, cast.holder, how=how, words="Darren Axley", same_as=first.entity_id)
            groups = statements_of(cast.holder, first.entity_id)
        assert [len(some) for _, some in groups] == [hows.count(how) for how in HOW if how in hows]
        assert all(one.known == name for name, some in groups for one in some)
        transaction.set_rollback(True)


def test_the_file_is_grouped_by_how_it_is_known_and_only_text_and_taking_it_is_recorded(cast, analyst):
    """REQ: soft-provenance-hearsay"""
    first = known(cast.holder, cast.holder, analyst, how="other_told", words="=1+1 Axley")
    known(cast.holder, cast.holder, analyst, how="saw", words="Darren Axley", same_as=first.entity_id)
    known(cast.holder, cast.holder, how="saw", words="Hidden Axley", same_as=first.entity_id)
    with as_user(analyst):
        read(analyst, Mention.objects.readable().get(pk=first.pk))
    reply = signed_in(analyst).get(f"/entities/{first.entity_id}/statements/?format=csv")
    rows = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row[:4] for row in rows[1:]] == [
        ["Seen by the writer", "Not yet told apart", "", "Ungraded"],
        ["Told by somebody else", "Opinion", "Suspected of an offence", "Ungraded"],
    ]
    assert rows[2][8] == "'=1+1 Axley"
    assert b"Hidden" not in reply.content
    governance = somebody("governance", Role.GOVERNANCE, at=agency("hub", "partnership"))
    with as_user(governance):
        assert Entry.objects.filter(kind="entities.statements_exported").count() == 1
    page = signed_in(analyst).get(f"/entities/{first.entity_id}/statements/").content.decode()
    assert page.index("Seen by the writer") < page.index("Told by somebody else")


def test_its_age_is_no_matter(cast, analyst, man):
    """What is read of a mention follows the mention and not the thing: another report of the same man has none."""
    (other,) = told(
        cast.holder,
        only(cast.holder, analyst),
        person("Daz", "concern", same_as=man.entity_id),
        at=SENT + timedelta(days=1),
    )
    read(analyst, man)
    assert in_force(analyst, other) is None
