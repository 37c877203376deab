"""What to tell the child: reached from where one would be, in the language asked for, and honest about who checked it."""

import re

import pytest

from tessera.cases import services
from tests.cases.telling import told
from tests.cast import as_user
from tests.overview.test_child_pages import page_of
from tests.reporting import signed_in


def read(response):
    return " ".join(response.content.decode().split())


def test_it_is_a_link_away_from_the_child_and_from_the_result(world):
    """REQ: lang-plain-for-children"""
    client, place = signed_in(world.cast.holder), f"{page_of(world)}tell/"
    assert f'href="{place}"' in read(client.get(page_of(world)))
    with as_user(world.cast.holder):
        assessment = services.start_assessment(case=world.case, by=world.cast.holder)
    assert f'href="{place}"' in read(client.get(f"{assessment.get_absolute_url()}result/"))
    assert client.get(place).status_code == 200
    assert signed_in(world.cast.outsider).get(place).status_code == 404


@pytest.mark.parametrize(
    ("asked", "language", "words", "standing"),
    [
        ("", "en", "What we cannot keep secret", "Not yet read by a plain-English editor"),
        ("?language=cy", "cy", "Beth na allwn ni ei gadw’n gyfrinach", "Not yet checked by a translator"),
        ("?language=pl", "pl", "Czego nie możemy zachować w tajemnicy", "Not yet checked by a translator"),
        ("?language=ro", "ro", "Ce nu putem ține secret", "Not yet checked by a translator"),
        ("?language=%00", "en", "What we cannot keep secret", "Not yet read by a plain-English editor"),
    ],
)
def test_each_language_with_who_has_checked_it(world, asked, language, words, standing):
    """REQ: lang-plain-for-children"""
    page = read(signed_in(world.cast.invited).get(f"{page_of(world)}tell/{asked}"))
    sheet = page.split(f'<div lang="{language}">')[1]
    assert words in sheet
    assert standing in page
    assert standing not in sheet, "that is said to the professional, not to the child"


def test_the_key_worker_is_named_and_the_child_is_not_on_paper(world):
    client, place = signed_in(world.cast.holder), f"{page_of(world)}tell/"
    sheet = read(client.get(place)).split('<div lang="en">')[1].split("</main>")[0]
    assert f"{world.cast.holder.name} is your key worker." in sheet
    assert "Tegan" not in sheet
    assert "exploit" not in sheet
    assert re.search(r'<header class="ui-not-printed">', read(client.get(place)))


def test_nobody_is_said_to_be_without_a_worker(world):
    """Whoever reads no case of the child does not know whether there is a worker."""
    about = told(world.teacher, world.desk, name="Jaydon Pike")
    page = read(signed_in(world.desk).get(f"/children/{about.child}/tell/"))
    assert "Ask the person who gave you this who your worker is." in page
    assert "is your key worker" not in page
