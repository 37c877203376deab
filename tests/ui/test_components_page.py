"""The page that shows every component: whole for anyone, small, and of our own making only."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest
import yaml
from django.contrib.staticfiles import finders

STATIC = Path(finders.find("ui/tessera.css")).parent


@pytest.fixture
def page(client, db):
    reply = client.get("/ui/")
    assert reply.status_code == 200
    return reply.content.decode()


def test_it_is_small_and_asks_nothing_of_strangers(page):
    files = [path for path in STATIC.iterdir() if path.suffix != ".yaml"]
    weight = sum(len(gzip.compress(path.read_bytes())) for path in files) + len(gzip.compress(page.encode()))
    assert weight < 100_000, "150 KB is the most any page may weigh, and other pages say more than this one"
    assert len(files) + 1 <= 8
    assert not re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", page)
    for path in files:
        assert not re.findall(r"url\((?!data:)|@import|sourceMappingURL", path.read_text()), path.name


def test_nothing_is_written_inline_where_the_security_policy_would_stop_it(page):
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)


def test_no_crown_and_no_font_of_government():
    css = (STATIC / "tessera.css").read_text().lower()
    for word in ("gds transport", "@font-face", "crest", "__crown"):
        assert word not in css


def test_each_vendored_file_is_the_one_its_manifest_names():
    manifest = yaml.safe_load((STATIC / "vendored.yaml").read_text())
    listed = {name: file["sha256"] for package in manifest["packages"] for name, file in package["files"].items()}
    assert set(listed) == {"govuk-frontend.min.js", "tessera.css"}
    for name, digest in listed.items():
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest, f"{name}: see vendored.yaml"


def test_errors_stand_in_the_tab_the_summary_and_beside_the_field(client, db):
    reply = client.post("/ui/", {"people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0", "phone": "x"})
    page = reply.content.decode()
    assert "<title>Error: Components – Tessera</title>" in page
    assert page.index("There is a problem") < page.index("<h1")
    assert '<a href="#id_noticed">Enter an answer to “What did you notice?”</a>' in page


def test_a_plain_page_needs_nothing():
    from django.template.loader import get_template

    for name in ("400.html", "500.html"):
        page = get_template(name).render()
        assert "<h1" in page
        assert "<script" not in page


def test_the_refusal_is_the_sentence():
    from django.template.loader import get_template

    page = get_template("403.html").render({"reason": "Only a team manager can close a case."})
    assert "Only a team manager can close a case." in page
