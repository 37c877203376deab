"""Words that blame a child are pointed out with better ones, and somebody's own words are left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.lib.words import Pointed, Term, check, terms_from

ENTRIES = [
    {
        "id": "boyfriend",
        "kind": "victim-blaming",
        "avoid": ["boyfriend", "relationship with an older man"],
        "better": ["the person exploiting the child", "adult of concern"],
        "summary": "Hides the power difference",
        "exception": "when quoting the child or naming the model",
    },
    {
        "id": "chaotic",
        "avoid": ["chaotic", "chaotic lifestyle"],
        "better": ["life disrupted"],
        "summary": "Effect",
    },
    {"id": "non-compliant", "avoid": ["non-compliant"], "better": ["not yet reached"], "summary": "Blames"},
    {
        "id": "illegal-child",
        "avoid": ["illegal child"],
        "better": ["uncertain status"],
        "summary": "Dehumanises",
    },
    {"id": "remedy", "avoid": ["risky activity"], "better": ["being targeted"], "summary": "Blames"},
    {
        "id": "girls-only",
        "avoid": ["girls (when all children are meant)"],
        "better": ["children"],
        "summary": "Boys too",
    },
    {"id": "witness", "avoid": ["don't believe her"], "better": ["(leave out)"], "summary": "Disbelief"},
    {"id": "again", "avoid": ["Boyfriend"], "better": ["said twice"], "summary": "The first entry holds"},
]
TERMS = terms_from(ENTRIES)


def words_in(text: str) -> list[str]:
    return [pointed.words for pointed in check(text, TERMS)]


def test_a_listed_phrase_is_pointed_out_with_better_wording_and_the_reason():
    """REQ: lang-check"""
    assert check("Her boyfriend waited.", TERMS) == [
        Pointed(
            code="boyfriend",
            start=4,
            end=13,
            words="boyfriend",
            better=("the person exploiting the child", "adult of concern"),
            why="Hides the power difference",
            condition="",
            exception="when quoting the child or naming the model",
        )
    ]


def test_a_phrase_with_a_condition_shows_it():
    [pointed] = check("The girls were told.", TERMS)
    assert (pointed.words, pointed.condition) == ("girls", "when all children are meant")


@pytest.mark.parametrize(
    ("text", "is_pointed_out"),
    [
        ("Year 9 girls said", False),
        ("Two year 9 girls said", False),
        ("two younger girls were there", False),
        ("Y10 girls; 3 girls; a group of girls; both girls; some of the girls; those girls", False),
        ("Girls are at risk here.", True),
        ("In year 9, girls are at risk.", True),
        ("Two cars came. Girls are picked up.", True),
        ("In 2025 girls were at risk", True),
        ("the girls", True),
    ],
)
def test_a_phrase_for_all_is_not_pointed_out_where_some_are_counted(text, is_pointed_out):
    assert ("girls" in " ".join(words_in(text)).lower()) is is_pointed_out


def test_only_a_condition_about_all_is_met_by_a_number():
    entry = {"id": "risk", "avoid": ["at risk (when abuse is happening)"], "better": ["abused"], "summary": "Softens"}
    assert check("two are at risk", terms_from([entry]))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("BOYFRIENDS", ["BOYFRIENDS"]),
        ("her boyfriend's car", ["boyfriend"]),
        ("a chaotic lifestyle, chaotic", ["chaotic lifestyle", "chaotic"]),
        ("a chaotic\n  lifestyle", ["chaotic\n  lifestyle"]),
        ("non compliant; non‑compliant", ["non compliant", "non‑compliant"]),
        ("illegal children", ["illegal children"]),
        ("risky activities", ["risky activities"]),
        ("we don’t believe her", ["don’t believe her"]),
        ("boyfriendly, myboyfriend, boyfriend_1", []),
        ("nothing listed", []),
        ("", []),
    ],
)
def test_capitals_plurals_and_line_breaks_make_no_difference(text, words):
    assert words_in(text) == words


@pytest.mark.parametrize(
    "text",
    [
        'She said "he is my boyfriend" twice.',
        "She said “he is my boyfriend” twice.",
        "She said ‘he’s my boyfriend’ twice.",
        "She said 'he's my boyfriend' twice.",
        'She said "he is my boyfriend',
        "She said “he is my boyfriend, and\nnobody asked",
        '“She told me ‘a boyfriend’ and her "boyfriend", chaotic”',
    ],
)
def test_somebody_s_own_words_are_left_alone(text):
    """REQ: lang-check"""
    assert words_in(text) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('"Yes," she said. Her boyfriend waited. "No."', 1),
        ("“Yes,” she said. Her boyfriend waited.", 1),
        ("the boys' boyfriend and the carers' chaotic week", 2),
        ("'twas her boyfriend's", 1),
        ("She said ‘yes. Her boyfriend waited", 1),
        ("'Yes' 'no', said the boyfriend 'again'", 1),
        ("He is 5'10\" tall; her boyfriend is 6'1\"", 1),
        ("” a boyfriend ”", 1),
        ('An open "quotation\n\nends with its paragraph: boyfriend', 1),
        ("An open 'quotation\r\n \r\nends: boyfriend' he", 1),
    ],
)
def test_what_the_writer_says_outside_quotation_marks_is_pointed_out(text, count):
    assert len(words_in(text)) == count


def test_nothing_is_pointed_out_where_nothing_is_listed():
    assert check("boyfriend", ()) == []


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (
            {"id": "a", "avoid": ["b"], "better": []},
            "Entry a of the words to avoid has no better, no summary.",
        ),
        (
            {"avoid": ["b"], "better": ["c"], "summary": "d"},
            "Entry number 1 of the words to avoid has no id.",
        ),
        (
            {"id": "a", "avoid": ["(when)"], "better": ["c"], "summary": "d"},
            "Entry a of the words to avoid has an empty phrase.",
        ),
    ],
)
def test_an_entry_with_a_part_missing_is_refused_by_name(entry, sentence):
    with pytest.raises(ValueError, match="^" + sentence.replace(".", r"\.") + "$"):
        terms_from([entry])


PIECES = st.sampled_from(
    [
        "boyfriend",
        "chaotic",
        "lifestyle",
        "girls",
        "'",
        '"',
        "“",
        "”",
        "‘",
        "’",
        " ",
        "\n",
        "\n\n",
        "-",
        "s",
        "x",
        "\ud800",
    ]
)
ANY_TEXT = st.one_of(st.text(), st.lists(PIECES, max_size=20).map("".join))


@given(ANY_TEXT)
def test_what_is_pointed_out_is_listed_and_never_overlaps(text):
    listed = {term.code for term in TERMS}
    end = 0
    for pointed in check(text, TERMS):
        assert end <= pointed.start < pointed.end <= len(text)
        assert pointed.words == text[pointed.start : pointed.end]
        assert pointed.code in listed
        end = pointed.end


@given(st.text(st.characters(exclude_characters="\"“”'‘’\n"), max_size=60))
def test_the_same_words_in_quotation_marks_are_never_pointed_out(text):
    assert words_in(f"“{text}”") == words_in(f'"{text}"') == []


@settings(max_examples=40)
@given(
    st.lists(st.from_regex(r"[a-z]{1,6}( [a-z]{1,6}){0,2}", fullmatch=True), min_size=1, max_size=6),
    st.data(),
)
def test_every_listed_phrase_is_found_alone(phrases, data):
    terms = [Term(f"t{number}", (phrase,), ("better",), "why") for number, phrase in enumerate(phrases)]
    phrase = data.draw(st.sampled_from(phrases))
    [pointed] = check(phrase.upper(), terms)
    assert pointed.words == phrase.upper()
    assert phrases[int(pointed.code[1:])] == phrase or len(pointed.words) == len(phrase)


@pytest.mark.slow
@pytest.mark.parametrize("fragment", ["'a ", "boyfriend ", "chaotic  ", '"', "“", "\n ", "non-", "‘a"])
def test_a_hundred_kilobytes_of_anything_are_read(fragment):
    """Would hang for minutes if any pattern went back over what it has read."""
    assert isinstance(check(fragment * (100_000 // len(fragment)), TERMS), list)
