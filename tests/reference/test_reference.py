"""The lists and the directory: who may change them, and what is shown beside each row."""

from datetime import timedelta
from html import unescape

import pytest
import yaml
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tessera.access.roles import Role
from tessera.lib import words
from tessera.reference import queries, services
from tessera.reference.loading import DATA, load_catalogues
from tessera.reference.models import Definition, Indicator
from tessera.ui.words import date as shown_date
from tests.cast import agency, as_user, person
from tests.reporting import BACKEND


@pytest.fixture
def coordinator(db):
    return person("coordinator", Role.COORDINATOR, at=agency("hub", "partnership"))


@pytest.fixture
def teacher(db):
    return person("teacher", Role.REPORTER, at=agency("school"))


def test_a_proposed_word_is_pointed_out_only_once_somebody_else_approves_it(client, teacher, coordinator):
    """REQ lang-list-maintained: live after approval, with its source and date."""
    with as_user(teacher):
        word = services.propose_word(
            avoid="attention seeker",
            better="child who needs help",
            why="It dismisses.",
            source="Youth council",
            by=teacher,
        )
    text = "She is an attention seeker."
    assert not words.check(text, queries.terms())
    with pytest.raises(PermissionDenied, match="coordinator approves"):
        services.approve_word(word=word, by=teacher)
    services.approve_word(word=word, by=coordinator)
    assert [found.better for found in words.check(text, queries.terms())]
    client.force_login(teacher, backend=BACKEND)
    page = " ".join(client.get("/words/").content.decode().split())
    today = shown_date(timezone.localdate())
    assert f"From {today}. Source: Youth council." in page


def test_nobody_approves_their_own_word(coordinator):
    word = services.propose_word(avoid="x y z", better="a b c", why="Because.", source="Here", by=coordinator)
    with pytest.raises(PermissionDenied, match="Somebody else"):
        services.approve_word(word=word, by=coordinator)


def test_only_the_desk_keeps_the_directory(client, teacher, coordinator):
    """REQ triage-spoc-directory."""
    given = {
        "agency": teacher.agency,
        "name": "Ada",
        "role": "Lead",
        "telephone": "01632 960000",
        "email": "",
    }
    with pytest.raises(PermissionDenied):
        services.add_contact(by=teacher, **given)
    contact = services.add_contact(by=coordinator, **given)
    listed = {line.agency: line for line in queries.directory()}
    assert not listed[teacher.agency].has_lapsed
    contact.checked_on = timezone.localdate() - timedelta(days=400)
    contact.save()
    listed = {line.agency: line for line in queries.directory()}
    assert listed[teacher.agency].has_lapsed
    client.force_login(teacher, backend=BACKEND)
    page = client.get("/directory/").content.decode()
    assert shown_date(contact.checked_on) in page
    assert "Check has run out" in page
    services.check_contact(contact=contact, by=coordinator, on=timezone.localdate())
    assert not {line.agency: line for line in queries.directory()}[teacher.agency].has_lapsed


def test_verifying_is_the_legal_advisers_and_a_reload_keeps_it(coordinator):
    adviser = person("adviser", Role.LEGAL_ADVISER, at=agency("legal", "partnership"))
    row = Indicator.objects.first()
    assert row.standing == "Not verified by your legal adviser"
    with pytest.raises(PermissionDenied):
        services.verify(row=row, by=coordinator)
    services.verify(row=row, by=adviser)
    load_catalogues()
    row = Indicator.objects.get(pk=row.pk)
    assert row.standing.startswith("Verified by Adviser")
    with pytest.raises(PermissionDenied, match="already verified"):
        services.verify(row=row, by=adviser)


def test_loading_again_changes_nothing(db):
    before = {name: list(model.objects.values()) for name, model in queries.NAMES.items()}
    load_catalogues()
    assert before == {name: list(model.objects.values()) for name, model in queries.NAMES.items()}


def test_a_new_definition_leaves_the_old_one_with_old_records(db):
    """REQ intake-shared-definition."""
    first = queries.definition_in_force()
    assert first
    today = timezone.localdate()
    Definition.objects.create(code=first.code, label="Newer", text="New words.", valid_from=today, row_origin="local")
    assert queries.definition_in_force().text == "New words."
    assert Definition.objects.get(pk=first.pk).text == first.text


@pytest.mark.parametrize("name", sorted(queries.NAMES))
def test_every_list_shows_its_sources(client, teacher, name):
    client.force_login(teacher, backend="tessera.access.signed_in.SignedIn")
    page = client.get(f"/lists/{name}/").content.decode()
    assert "Source:" in page
    assert "Not verified by your legal adviser" in page


def test_a_bad_contact_is_said_beside_the_field_and_kept(client, coordinator):
    client.force_login(coordinator, backend="tessera.access.signed_in.SignedIn")
    page = client.post(
        "/directory/add/", {"name": "Ada\x00", "email": "not an address", "role": "Lead"}
    ).content.decode()
    assert "There is a problem" in page
    assert "not an address" in page


def test_no_comma_cuts_a_label_short():
    """`{summary: A nurse, doctor or other health worker}` is “A nurse”, and a name with nothing behind it."""

    def cut(content):
        if isinstance(content, dict):
            yield from (name for name, value in content.items() if value is None and " " in str(name))
        for part in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
            yield from cut(part)

    files = sorted(DATA.rglob("*.yaml"))
    assert files
    assert {file.name: found for file in files if (found := list(cut(yaml.safe_load(file.read_text("utf-8")))))} == {}


def test_of_each_kind_of_list_the_columns_are_shown_with_the_headings_they_go_by(client, coordinator):
    client.force_login(coordinator, backend="tessera.access.signed_in.SignedIn")
    page = unescape(client.get("/lists/import-profiles/").content.decode())
    for profile in queries.NAMES["import-profiles"].objects.all():
        for field in profile.fields:
            assert f"{field['label']}. Usual headings: {', '.join(field['headers'])}" in page
