"""docs/requirements.md says which test shows each requirement, and is up to date."""

import pytest

from tests.house import requirements_page
from tests.house.requirements_page import PAGE, Shown, asked_for, page, shown

KNOWN = {name for sentences in asked_for().values() for name in sentences}


def test_the_page_is_up_to_date():
    assert PAGE.read_text() == page(), "run: python -m tests.house.requirements_page"


def test_no_test_names_a_requirement_that_is_not_on_the_list():
    assert not {name: tests for name, tests in shown().items() if name not in KNOWN}


def test_every_sentence_is_one():
    for sentences in asked_for().values():
        for name, sentence in sentences.items():
            assert sentence[0].isupper() or sentence[0] == "“", name
            assert sentence.endswith("."), name


@pytest.mark.parametrize(
    ("written", "test"),
    [
        ('def test_one():\n    """{REQ}: lang-check"""', "test_one"),
        ("def test_one():\n    # {REQ} lang-check.\n    pass", "test_one"),
        ('def test_one():\n    """{REQ}: lang-consent,\n    lang-check"""', "test_one"),
        ('"""Words. {REQ}: lang-check"""', ""),
    ],
)
def test_a_test_that_names_one_is_found(written, test, tmp_path, monkeypatch):
    (tmp_path / "tests").mkdir()
    # Put together here, so that this file does not itself seem to show what it names.
    (tmp_path / "tests/test_words.py").write_text(written.replace("{REQ}", "REQ"))
    monkeypatch.setattr(requirements_page, "ROOT", tmp_path)
    assert shown()["lang-check"] == [Shown("tests/test_words.py", test)]
