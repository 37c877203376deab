"""“What was changed”, read on the page that a case links to."""

from tests.cases.telling import World
from tests.reporting import signed_in


def test_a_case_leads_to_who_put_the_name_right_and_from_what(world: World):
    browser = signed_in(world.cast.holder)
    page = f"/cases/{world.case.pk}/"
    right = {"title": "Keira <Vale>", "version": world.case.version + 1}
    assert browser.post(f"{page}details/", right).status_code == 302
    assert f'href="{page}changes/"' in browser.get(page).content.decode()
    said = browser.get(f"{page}changes/").content.decode()
    assert "Tegan Hollis" in said
    assert "Keira &lt;Vale&gt;" in said
    assert f"By {world.cast.holder.post}" in said
    assert "Not shown to you" not in said


def test_whoever_does_not_read_the_case_finds_no_changes_of_it(world: World):
    assert signed_in(world.cast.outsider).get(f"/cases/{world.case.pk}/changes/").status_code == 404
