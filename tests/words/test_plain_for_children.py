"""What a child is told: plain enough to read alone, in every language, and nothing promised that cannot be kept."""

import re
from collections.abc import Iterator

import pytest
import yaml

from tests.words.reading import OURS

TEXT = yaml.safe_load((OURS / "reference/data/telling_children.yaml").read_text())
CODES = [one["code"] for one in TEXT["languages"]]
PROMISES = re.compile(
    r"\bpromise|\balways\b|\bnever tell|\bwe will\b|\bno ?body (?:else|will)|\bguarantee", re.IGNORECASE
)


def pieces() -> Iterator[tuple[str, dict[str, str]]]:
    """Every piece of the text with where it stands, in all its languages."""
    yield "heading", TEXT["heading"]
    for part in TEXT["parts"]:
        for name in ("heading", "with_worker", "without_worker"):
            if name in part:
                yield f"{part['id']}.{name}", part[name]
        yield from ((f"{part['id']}.{number}", line) for number, line in enumerate(part["lines"]))


every_piece = pytest.mark.parametrize(
    ("place", "said"), list(pieces()), ids=lambda one: one if isinstance(one, str) else ""
)


def syllables(word: str) -> int:
    """Groups of vowels sounded in an English word; a number counts as two."""
    if word.isdigit():
        return 2
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    is_silent = re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$", word.lower()) is not None
    return max(1, groups - is_silent)


def grade(text: str) -> float:
    """The Flesch–Kincaid school grade of an English text."""
    sentences = [part for part in re.split(r"[.!?:]+\s*", text) if re.search(r"\w", part)]
    words = [word for part in sentences for word in re.findall(r"[A-Za-z’]+|\d+", part)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@every_piece
def test_every_line_is_plain_enough_for_a_child(place, said):
    """REQ: lang-plain-for-children"""
    assert grade(said["en"].format(worker="Sam")) <= TEXT["grade_at_most"]["line"], said["en"]


def test_all_of_it_together_is_plainer_still():
    """REQ: lang-plain-for-children"""
    whole = ". ".join(said["en"].rstrip(".").format(worker="Sam") for _, said in pieces())
    assert grade(whole) <= TEXT["grade_at_most"]["all"]


@every_piece
def test_every_line_is_there_in_every_language(place, said):
    """REQ: lang-plain-for-children"""
    assert list(said) == CODES
    assert all(words.strip() for words in said.values())
    assert len(set(said.values())) == len(CODES), "two languages have the same words"
    fields = {code: re.findall(r"\{\w+\}|0800 1111|999", words) for code, words in said.items()}
    assert all(found == fields["en"] for found in fields.values())


@every_piece
def test_nothing_is_promised_that_cannot_be_kept(place, said):
    kept = said["en"].replace("We cannot always", "We cannot")
    assert not PROMISES.search(kept)


def test_english_welsh_and_two_more():
    assert len(CODES) >= 4
    assert {"en", "cy"} <= set(CODES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("The cat sat on the mat.", -1.4), ("The administration considered the application.", 19.2)],
)
def test_the_reading_level_is_the_published_one(text, expected):
    assert grade(text) == pytest.approx(expected, abs=2.5)


def test_hard_words_are_noticed():
    hard = "Multi-agency safeguarding partners may disclose information to statutory authorities."
    assert grade(hard) > TEXT["grade_at_most"]["line"]
