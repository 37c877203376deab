"""No word of ours blames a child: every label, list, message, page and document is read for them.

What stands in quotation marks was said by somebody and is left as it was said (`lib.words.check`), but for a
few words that are used nowhere.
"""

import re
from dataclasses import dataclass
from fnmatch import fnmatch

import pytest
import yaml
from django.apps import apps

from tessera.lib.words import check, terms_from
from tests.words import reading
from tests.words.reading import OURS, Page, Said

TERMS = terms_from(yaml.safe_load((OURS / "reference/data/language.yaml").read_text())["entries"])
# Nowhere, quoted or not: the old words of law and court, and the child's abuse as something the child chose.
NOWHERE = re.compile(
    r"\w*prostitut\w*|\w*promiscuous\w*|lifestyles?"
    r"|\b(?:her|his|their|the child[’']s|children[’']s|own|poor|bad|informed|free) choices?\b"
    r"|\bchild(?:ren)? (?:who )?(?:chose|chooses?|choosing)\b",
    re.IGNORECASE,
)
IMPLIES_CONSENT = re.compile(r"consent|choice|chose|choos|lifestyle|willing|complicit|agreed to", re.IGNORECASE)


@dataclass(frozen=True)
class Allowed:
    """A phrase that is right where it stands."""

    phrase: str
    where: str
    because: str

    def covers(self, said: Said, words: str) -> bool:
        return fnmatch(said.path, self.where) and re.fullmatch(self.phrase, words.lower()) is not None


WHY_NOT = "the reason why the phrase is avoided: it says that there is no such thing"
OUR_WORK = "a case is our work with a child, which opens and closes; the child is always called by name"
EXCEPTIONS = [
    Allowed(r".+", "tessera/reference/data/language.yaml#avoid", "the list itself: the phrases to avoid"),
    Allowed(r".+", "tessera/reference/data/language.yaml#id", "the list itself: the name of each row, never shown"),
    Allowed(r"underage sex|streetwise|informed choice", reading.LANGUAGE, WHY_NOT),
    Allowed(r"boyfriend", reading.LANGUAGE, "better wording that says who calls him so: the child"),
    Allowed(r"the cases?", "tessera/cases/*", OUR_WORK),
    Allowed(r"the cases?", "tessera/lib/area/story.py", OUR_WORK),
    Allowed(r"the case", "tessera/concerns/deciding_forms.py", OUR_WORK),
    Allowed(r"the case", "tessera/overview/*", OUR_WORK),
    Allowed(r"(child-)?prostitution", "docs/requirements.*", "the id of the requirement that forbids the word"),
    Allowed(r"clients?", "tessera/bench/*.py", "the program that asks a server for pages"),
    Allowed(r"damaged", "tessera/lib/files.py", "a file whose bytes were changed"),
    Allowed(r"damaged", "tessera/lib/sealing.py", "sealed bytes that were changed"),
    Allowed(r"damaged", "tessera/lib/linkage/damage.py", "a record with misspellings, made to measure matching"),
    Allowed(
        r"nuisance",
        "tessera/concerns/reporting_questions.py",
        "the offence: the question is what lies behind it",
    ),
    Allowed(
        r"nuisance",
        "tessera/reference/data/look_behind.yaml",
        "the offence: the question is what lies behind it",
    ),
    Allowed(
        r"girls|boyfriend|girlfriend|client",
        "tessera/lib/people_words.py",
        "words a reporter may use, which are no names",
    ),
    Allowed(r"target", "tessera/bench/lists.py", "an attribute that the format of workbooks names"),
    Allowed(r"client", "tessera/lib/extraction/everyday.py", "a label a reporter may write before a name"),
    Allowed(r"boyfriend", "tessera/reference/data/area/story.yaml", "a child's own words, kept as they were said"),
    Allowed(
        r"girlfriend",
        "tessera/reference/data/area/story.yaml",
        "the code of a published model of exploitation",
    ),
    Allowed(
        r"boyfriend|girlfriend",
        "tessera/reference/data/exploitation_models.yaml",
        "the published name of a model",
    ),
    Allowed(r"girls", "tessera/reference/data/exploitation_models.yaml", "boys and girls: all children are meant"),
    Allowed(
        r"claims",
        "tessera/reference/data/exploitation_models.yaml",
        "what the person exploiting a child claims",
    ),
    Allowed(r"runaways?", "tessera/reference/data/clock_rules.yaml", "the title of a national measure"),
    Allowed(
        r"clipping",
        "tessera/reference/data/indicators.yaml",
        "the code of a published indicator; its label is plain",
    ),
]


@pytest.fixture(scope="module")
def pointed() -> list[tuple[Said, str]]:
    """Every listed phrase, with where it stands."""
    return [found for said in reading.everything() for found in pointed_in(said)]


def pointed_in(said: Said) -> list[tuple[Said, str]]:
    listed = [(said, one.words) for one in check(said.text, TERMS)]
    return listed + [(said, one[0]) for one in NOWHERE.finditer(said.text)]


def test_no_word_of_ours_blames_a_child(pointed):
    """REQ: lang-no-child-prostitution"""
    found = [
        f"{said} says “{words}”" for said, words in pointed if not any(one.covers(said, words) for one in EXCEPTIONS)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("allowed", EXCEPTIONS, ids=lambda one: f"{one.phrase} in {one.where}")
def test_every_exception_is_needed(pointed, allowed):
    assert any(allowed.covers(said, words) for said, words in pointed), "nothing needs this exception: take it out"


def test_every_file_of_the_package_is_read():
    """But for an empty one, and one that somebody else wrote."""
    read = {said.path.partition("#")[0] for said in reading.everything()}
    left_out = {
        reading.named(path)
        for path in OURS.rglob("*")
        if path.is_file() and path.read_bytes().strip() and path.suffix not in reading.WITHOUT_WORDS
    } - read
    assert left_out - reading.NOT_OURS - reading.WITHOUT_A_WORD == set()


BLAMING = "Her lifestyle is risky."
PLACES = {
    "a label in code": ("forms.py", f'name = TextField(label="{BLAMING}")'),
    "a choice in code": ("models.py", f'class A:\n    B = "b", "{BLAMING}"'),
    "a message with a name in it": ("views.py", f'messages.success(request, f"{{held}}: {BLAMING}")'),
    "a sentence of refusal over two lines": ("policy.py", 'no(\n    "Her life"\n    "style is risky."\n)'),
    "the text of a page": ("jinja2/page.html", f"<p>{BLAMING}</p>"),
    "text around a tag and a value": ("jinja2/page.html", "<p>Her <b>lifestyle</b> is {{ level }}</p>"),
    "a string given to a component": ("jinja2/page.html", f'{{{{ alert("{BLAMING}") }}}}'),
    "what is read out and not shown": ("jinja2/page.html", f'<a aria-label="{BLAMING}" href="/">More</a>'),
    "a row of a list": ("reference/data/list.yaml", f"entries:\n- label: {BLAMING}"),
    "a name in a list": ("reference/data/list.yaml", "lifestyle: 1"),
    "better wording in the list of words": ("reference/data/language.yaml", f"entries:\n- better:\n  - {BLAMING}"),
    "what a script says": ("ui/static/ui/page.js", f'region.textContent = "{BLAMING}";'),
    "the words of a drawing": ("ui/static/ui/mark.svg", f"<svg><title>{BLAMING}</title></svg>"),
    "a paragraph of a document": ("../docs/guide.md", f"# For practitioners\n\n{BLAMING}"),
    "the change log": ("../CHANGELOG.md", f"- {BLAMING}"),
}


@pytest.mark.parametrize(("path", "text"), PLACES.values(), ids=PLACES)
def test_it_is_noticed_wherever_it_is_said(tmp_path, monkeypatch, path, text):
    ours = tmp_path / "tessera"
    monkeypatch.setattr(reading, "ROOT", tmp_path)
    monkeypatch.setattr(reading, "OURS", ours)
    (ours / path).parent.mkdir(parents=True, exist_ok=True)
    (ours / path).resolve().write_text(text)
    found = [(said, words) for said in reading.everything() for said, words in pointed_in(said)]
    assert "lifestyle" in {words.lower() for _, words in found}
    assert not any(one.covers(said, words) for said, words in found for one in EXCEPTIONS)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<p>A <b>risky</b> lifestyle</p>", "A risky lifestyle"),
        ('<img alt="A nuisance">', "A nuisance"),
        ("<li>One</li><li>the case</li>", "the case"),
    ],
)
def test_a_page_is_read_as_a_person_hears_it(page, said):
    pieces = Page("a page").read(page)
    assert said in [piece.text for piece in pieces]
    assert [one for piece in pieces for one in pointed_in(piece)]


@pytest.mark.parametrize(
    "text", ["Her lifestyle", "“prostitute”", "It was her choice.", "A child who chose this", "streetwise"]
)
def test_the_words_are_noticed(text):
    assert pointed_in(Said("a page", 1, text))


@pytest.mark.parametrize("text", ["Your choice of agency", "Choose a file", "She said “he is my boyfriend”"])
def test_other_words_are_left_alone(text):
    assert not pointed_in(Said("a page", 1, text))


def picklists() -> list[tuple[str, str]]:
    """Each value that somebody may pick, with its list: choices in code, and rows of the catalogues."""
    fields = [
        field for model in apps.get_models() if model.__module__.startswith("tessera.") for field in model._meta.fields
    ]
    choices = [(str(field), f"{value} {label}") for field in fields for value, label in field.flatchoices]
    shown = {"label", "code", "id", "name"}
    for path in sorted((OURS / "reference/data").glob("*.yaml")):
        if path.name != "language.yaml":
            choices += [(path.name, value) for value in picked(yaml.safe_load(path.read_text()), shown)]
    return choices


def picked(part: object, shown: set[str]) -> list[str]:
    if isinstance(part, dict):
        own = [value for name, value in part.items() if name in shown and isinstance(value, str)]
        return own + [one for value in part.values() for one in picked(value, shown)]
    return [one for value in part for one in picked(value, shown)] if isinstance(part, list) else []


def test_no_list_has_a_value_that_implies_consent():
    """REQ: lang-consent"""
    values = picklists()
    assert len(values) > 200
    assert not [f"{place}: {value}" for place, value in values if IMPLIES_CONSENT.search(value)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Promiscuity was noted.",
        "She keeps failing to engage.",
        "He failed to engage with the service.",
        "Tegan puts herself at risk.",
        "She chose to go.",
        "He was absconding again.",
        "She prostitutes herself.",
    ],
)
def test_the_list_holds_a_phrase_in_the_forms_people_write(sentence):
    assert check(sentence, TERMS), sentence
