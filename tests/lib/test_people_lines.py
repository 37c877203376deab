"""People jotted down one a line, read for matching. The line itself is kept whatever is read in it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.people_lines import people_named, person_in


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("Kayleigh “Kay” Marsh, 14", {"first_name": "Kayleigh", "surname": "Marsh", "nicknames": ["Kay"], "age": 14}),
        ("kayleigh marsh", {"first_name": "kayleigh", "surname": "marsh"}),
        ("her mum Lisa Marsh", {"first_name": "Lisa", "surname": "Marsh"}),
        ("Ms Okafor (form tutor)", {"surname": "Okafor"}),
        ("Jayden", {"nicknames": ["Jayden"]}),
        ("Dazza (44 7700 900911)", {"nicknames": ["Dazza"]}),
        ("Dazza, 44 (0)7700 900911", {"nicknames": ["Dazza"]}),
        ("Dazza, 15 07700 900911", {"nicknames": ["Dazza"], "age": 15}),
        ("Mary Ann van der Berg aged 15", {"first_name": "Mary", "surname": "van der Berg", "age": 15}),
        ("Dean O'Brien dob 3/4/1990", {"first_name": "Dean", "surname": "O'Brien", "born_on": "1990-04-03"}),
        ("unknown man called Dez", {"nicknames": ["Dez"]}),
        ("man in his 30s, silver car", {"description": "man in his 30s, silver car"}),
        ("Jayden's uncle", {"description": "Jayden's uncle"}),
        ("14 year old girl", {"age": 14, "description": "14 year old girl"}),
        ("Tegan Hollis known as Tegan", {"first_name": "Tegan", "surname": "Hollis", "nicknames": ["Tegan"]}),
        ("Tegan Hollis seen with Dax", {"first_name": "Tegan", "surname": "Hollis"}),
        ("Sam Friend", {"first_name": "Sam", "surname": "Friend"}),
        ("Adam Young, 15", {"first_name": "Adam", "surname": "Young", "age": 15}),
        ("Sam, friend", {"nicknames": ["Sam"]}),
        ("Friend Sam", {"nicknames": ["Sam"]}),
        ("Young man called Dez", {"nicknames": ["Dez"]}),
        ("Erin Tansley attends Curlew Lodge", {"first_name": "Erin", "surname": "Tansley"}),
        ("Tegan Hollis attends Saltreach Academy", {"first_name": "Tegan", "surname": "Hollis"}),
        ("Tegan Hollis lives with Mum", {"first_name": "Tegan", "surname": "Hollis"}),
        ("tegan hollis attends curlew lodge", {"first_name": "tegan", "surname": "hollis"}),
        ("neighbour Tegan Hollis smokes with Dax", {"first_name": "Tegan", "surname": "Hollis"}),
        ("Tegan hollis", {"first_name": "Tegan", "surname": "hollis"}),
        ("D. Axley b. 25/6/94", {"first_name": "D", "surname": "Axley", "born_on": "1994-06-25"}),
        ("E.Tansley", {"first_name": "E", "surname": "Tansley"}),
        ("T.Hollis, 14", {"first_name": "T", "surname": "Hollis", "age": 14}),
        ("Margaret (Peggy) Jones", {"first_name": "Margaret", "surname": "Jones", "nicknames": ["Peggy"]}),
        ("Margaret (mum) Jones", {"first_name": "Margaret", "surname": "Jones"}),
        ("Tegan Hollis 14", {"first_name": "Tegan", "surname": "Hollis", "age": 14}),
        ("Room 14", {"nicknames": ["Room"]}),
        ("Harbour House 14", {"first_name": "Harbour", "surname": "House"}),
        ("Two year 9 girls", {"description": "Two year 9 girls"}),
    ],
)
def test_what_is_read_in_a_line(line, fields):
    assert list(people_named(line)) == [(line, fields)]


HOLLIS = {"first_name": "Tegan", "surname": "Hollis"}


@pytest.mark.parametrize(
    "line",
    [
        "Child: Tegan Hollis", "Pupil: Tegan Hollis", "Friend - Tegan Hollis", "Sister: Tegan Hollis", "Name: Tegan Hollis",
        "Female, Tegan Hollis", "Year 9 girl, Tegan Hollis", "I think her name is Tegan Hollis", "It was Tegan Hollis",
        "I think it was Tegan Hollis", "Pupil Tegan Hollis", "Patient Tegan Hollis", "Surname Hollis, first name Tegan",
        "First name: Tegan Surname: Hollis", "Mum - Tegan Hollis", "Driver: Tegan Hollis", "Suspect: Tegan Hollis",
        "Mum (Tegan Hollis)", "T.H. (Tegan Hollis)", "Worried about Tegan Hollis", "This is about Tegan Hollis",
        "Child: girl, Tegan Hollis",
    ],
)  # fmt: skip
def test_a_name_is_read_whatever_says_before_it_who_it_is(line):
    """A child named in full was compared with nobody where a label or a few words stood before the name."""
    assert person_in(line) == HOLLIS
    assert person_in(f"{line}, 14") == {**HOLLIS, "age": 14}


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("Child: tegan hollis", {"first_name": "tegan", "surname": "hollis"}),
        ("Child: Tegan", {"nicknames": ["Tegan"]}),
        ("Child: Tegan Hollis 8/1/2012", {**HOLLIS, "born_on": "2012-01-08"}),
        ("Adult male - Quill, drives a van", {"description": "Adult male - Quill, drives a van"}),
        ("Adult male: Dazza, drives a van", {"nicknames": ["Dazza"]}),
        ("Driver: white van", {"description": "Driver: white van"}),
        ("Boy, Polish", {"description": "Boy, Polish"}),
        ("Darren (Dax)", {"nicknames": ["Darren", "Dax"]}),
        ("Tig (Tegan Hollis)", {**HOLLIS, "nicknames": ["Tig"]}),
        ("Tegan Hollis (Tig)", {**HOLLIS, "nicknames": ["Tig"]}),
        ("Tegan Hollis (Harbour Academy)", HOLLIS),
    ],
)
def test_labels_and_brackets(line, fields):
    assert person_in(line) == fields


def test_a_label_before_several_people_is_nobody():
    each = list(people_named("Children: Tegan Hollis and Dax Smith"))
    assert [words for words, _ in each] == ["Tegan Hollis", "Dax Smith"]
    assert list(people_named("Child: Tegan Hollis, 14")) == [("Child: Tegan Hollis, 14", {**HOLLIS, "age": 14})]


BORN = {**HOLLIS, "born_on": "2012-01-08"}


@pytest.mark.parametrize(
    "line",
    [
        "Tegan Hollis 8/1/2012",
        "Tegan Hollis, 08/01/2012",
        "Tegan Hollis dob 8.1.12",
        "Tegan Hollis b. 8/1/2012",
        "Tegan Hollis b 8/1/2012",
        "Tegan Hollis (b. 8 January 2012)",
        "8/1/2012 Tegan Hollis",
        "Tegan Hollis (8/1/12)",
        "Tegan Hollis - 8 January 2012",
        "Tegan Hollis 2012-01-08, at Harbour Academy",
        "tegan hollis 8/1/2012",
        "Tegan Hollis, girl, year 9, 8/1/2012",
        "her friend Tegan Hollis 8th Jan 2012",
    ],
)
def test_a_date_beside_a_name_is_a_date_of_birth(line):
    assert list(people_named(line)) == [(line, BORN)] or list(people_named(line)) == [
        (line, {**BORN, "surname": "hollis", "first_name": "tegan"})
    ]


def test_an_age_and_a_date_that_fits_it_are_both_read_and_one_that_does_not_is_dropped():
    old = date.today().year - 2012
    assert person_in(f"Tegan Hollis, {old}, 8/1/2012") == {**BORN, "age": old}
    assert person_in(f"Tegan Hollis, {old}, 8/1/{date.today().year}") == {**HOLLIS, "age": old}


@pytest.mark.parametrize(
    "line",
    [
        "Tegan Hollis seen 8/1/2012",
        "Tegan Hollis on 8/1/2012",
        "Tegan Hollis, missing since 8/1/2012",
        "Tegan Hollis, Harbour Academy, 8/1/2012",
        "Tegan Hollis 8/1/2012 16:30",
        "Tegan Hollis 8/1/2012 to 9/1/2012",
        f"Tegan Hollis 8/1/{date.today().year + 1}",
        "Tegan Hollis dob 8/1/1850",
        "Tegan Hollis 1/2",
        "8/1/2012 Tegan Hollis seen in town",
        f"Tegan Hollis 8/1/{date.today().year - 3}",
        "Tegan Hollis 31/2/2012",
    ],
)
def test_a_date_of_something_else_or_of_nobody_living_is_not(line):
    assert person_in(line) == HOLLIS


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("HOLLIS, Tegan", {"first_name": "Tegan", "surname": "HOLLIS"}),
        ("Hollis, Oliver", {"first_name": "Oliver", "surname": "Hollis"}),
        ("Hollis, T.", {"first_name": "T", "surname": "Hollis"}),
        # Tegan is on no list of first names, so Hollis may yet be one: both readings are looked for.
        ("Hollis, Tegan", {**HOLLIS, "nicknames": ["Hollis"]}),
        ("Hollis, Tegan, 14", {**HOLLIS, "nicknames": ["Hollis"], "age": 14}),
        ("Hollis, Tegan 8/1/2012", {**BORN, "nicknames": ["Hollis"]}),
        ("Tansley, Erin May", {"first_name": "Erin", "surname": "Tansley"}),
        ("Hollis, Tegan May", HOLLIS),
        ("Hollis, Tegan May 8/1/2012", BORN),
        ("van der Berg, Anna", {"first_name": "Anna", "surname": "van der Berg"}),
        ("Jaydon, Harbour Academy", {"nicknames": ["Jaydon"]}),
        # Either way round, or two people: nobody can tell, and neither is made a surname.
        ("Oliver, James", {"nicknames": ["Oliver", "James"]}),
        # First names with a place, a mood and a second person after them stay what they were.
        ("Jaydon, Wexmouth", {"nicknames": ["Jaydon"]}),
        ("Tegan, missing", {"nicknames": ["Tegan"]}),
        ("Tegan, Girl", {"nicknames": ["Tegan"]}),
        ("Tegan Hollis, Dax Smith", HOLLIS),
        ("Tegan Hollis, Dax", HOLLIS),
    ],
)
def test_a_surname_first_only_where_one_word_stands_on_each_side_of_the_comma(line, fields):
    assert person_in(line) == fields


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("Dax or Jax", {"nicknames": ["Dax", "Jax"]}),
        ("Dax/Jax", {"nicknames": ["Dax", "Jax"]}),
        ("dax or possibly jax", {"nicknames": ["dax", "jax"]}),
        ("Dax or Jax Smith", {"first_name": "Dax", "surname": "Smith", "nicknames": ["Jax"]}),
        ("Dax Smith or Jax", {"first_name": "Dax", "surname": "Smith", "nicknames": ["Jax"]}),
        ("Dax Smith or Jax Smith", {"first_name": "Dax", "surname": "Smith", "nicknames": ["Jax"]}),
        ("Mr Smith or Jones", {"surname": "Smith", "nicknames": ["Jones"]}),
        ("somebody or Jax", {"nicknames": ["Jax"]}),
        ("Dax or his brother Jax", {"nicknames": ["Dax"]}),
        ("man or woman", {"description": "man or woman"}),
    ],
)
def test_one_name_or_another_is_one_person_known_as_both(line, fields):
    assert person_in(line) == fields


@pytest.mark.parametrize(
    ("line", "each"),
    [
        ("Tegan Hollis and Dax Smith, in year 9", ["Tegan Hollis, in year 9", "Dax Smith, in year 9"]),
        ("Tegan & Dax", ["Tegan", "Dax"]),
        ("erin tansley and zuzanna wrona", ["erin tansley", "zuzanna wrona"]),
        ("red hair and blue eyes", ["red hair and blue eyes"]),
        ("Zuzanna Wrona, Erin Tansley", ["Zuzanna Wrona", "Erin Tansley"]),
        ("Zuzanna Wrona; Erin Tansley; in Y9", ["Zuzanna Wrona", "Erin Tansley; in Y9"]),
        ("Zuzanna Wrona, Erin Tansley and Kay Marsh", ["Zuzanna Wrona", "Erin Tansley", "Kay Marsh"]),
        ("Zuzanna Wrona, Erin Tansley and Dax", ["Zuzanna Wrona, Erin Tansley and Dax"]),
        ("Zuzanna Wrona, Harbour Academy", ["Zuzanna Wrona, Harbour Academy"]),
        ("Kay Marsh and her mum", ["Kay Marsh and her mum"]),
        ("brown hair and glasses", ["brown hair and glasses"]),
        ("Tegan Hollis, Dax and Kay were there", ["Tegan Hollis, Dax and Kay were there"]),
    ],
)
def test_two_names_that_an_and_joins_are_two_people(line, each):
    assert [words for words, _ in people_named(line)] == each
    assert all(set(fields) & {"first_name", "nicknames", "description"} for _, fields in people_named(line))


def test_one_person_a_line_and_no_blank_ones():
    assert [words for words, _ in people_named("\n Kay Marsh \n\n - \r\nDez\n")] == ["Kay Marsh", "Dez"]


@given(st.text(max_size=500))
def test_any_text_is_read_and_no_line_is_lost(text):
    kept = [words for line in text.splitlines() for words, fields in list(people_named(line))[:1] if fields]
    said = [" ".join(line.split()) for line in text.splitlines()]
    said = [line for line in said if line.strip(" -–•*.,")]
    assert len(kept) == len(said)
    assert all(
        one == line or " and " in line.lower() or set("&,;") & set(line) for one, line in zip(kept, said, strict=True)
    )


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("man known as The Castle", {"nicknames": ["The Castle"]}),
        ("known as the Castle", {"nicknames": ["the Castle"]}),
        ("they call him The Big Man", {"nicknames": ["The Big Man"]}),
        ("Darren Axley, aka The Castle", {"first_name": "Darren", "surname": "Axley", "nicknames": ["The Castle"]}),
        ("a friend known as the driver", {"description": "a friend known as the driver"}),
        ("her uncle, called The Police", {"description": "her uncle, called The Police"}),
        ("goes by the Castle to school", {"description": "goes by the Castle to school"}),
    ],
)
def test_a_nickname_keeps_its_article(line, fields):
    assert person_in(line) == fields


@pytest.mark.parametrize(
    "line",
    [
        "Hertz UK Ltd", "Hertz (UK) Limited", "hertz uk ltd", "ARVAL UK LTD.", "Harbour Cars L.L.P., 14 Dock Road",
        "Smith & Sons", "SMITH AND SONS", "Wexmouth Hire", "Quay Vehicle Rental", "Strand Rentals",
        "Enterprise Rent-A-Car", "Keeper: Hertz UK Ltd", "Lex Autolease", "Bob Limited", "Estuary Transport plc",
    ],
)  # fmt: skip
def test_a_firm_is_nobody(line):
    assert list(people_named(line)) == [(line, {"description": line})]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("Darren Axley, works at Hertz Ltd", {"first_name": "Darren", "surname": "Axley"}),
        ("Darren Axley (Hertz UK Ltd)", {"first_name": "Darren", "surname": "Axley"}),
        ("Darren Axley - Hertz UK Ltd", {"first_name": "Darren", "surname": "Axley"}),
        ("J Smith t/a Harbour Cars Ltd", {"first_name": "J", "surname": "Smith"}),
        ("Dave Hire", {"first_name": "Dave", "surname": "Hire"}),
        ("Mr Hire", {"surname": "Hire"}),
        ("Keeper: Darren Axley", {"first_name": "Darren", "surname": "Axley"}),
    ],
)
def test_who_works_at_a_firm_or_is_called_like_one_is_somebody(line, fields):
    assert person_in(line) == fields
