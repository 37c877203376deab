"""“Add another” and “Remove” by ordinary buttons: nothing typed is lost, whichever row goes."""

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from tessera.ui.forms import Form, TextField, add_another


class PersonForm(Form):
    name = TextField(label="Name or nickname")
    town = TextField(label="Town", required=False)


People = add_another(PersonForm, row="Person", at_most=4)


def sent(names, *, add=False):
    data = QueryDict(mutable=True)
    data["people-TOTAL_FORMS"], data["people-INITIAL_FORMS"] = str(len(names)), "0"
    for row, name in enumerate(names):
        data[f"people-{row}-name"] = name
        data[f"people-{row}-town"] = f"{name}’s town"
    if add:
        data["people-add"] = "yes"
    return data


def typed(rows):
    return [(form["name"].value(), form["town"].value()) for form in rows.forms]


def test_it_starts_with_one_empty_row_and_an_add_button():
    html = str(People(prefix="people"))
    assert html.count("ui-row") == 1
    assert 'name="people-add"' in html
    assert "-remove" not in html


def test_adding_keeps_what_was_typed_and_shows_no_error_for_the_empty_row():
    rows = People(sent(["", "Bee"], add=True), prefix="people")
    assert rows.is_changing
    assert not rows.is_valid()
    assert typed(rows) == [("", "’s town"), ("Bee", "Bee’s town"), (None, None)]
    assert "govuk-error-message" not in str(rows)
    assert 'value="3"' in str(rows.management_form)


@given(st.lists(st.text("abc", min_size=1), min_size=2, max_size=4), st.data())
def test_removing_a_row_keeps_every_other_row_in_order(names, draw):
    gone = draw.draw(st.integers(0, len(names) - 1))
    data = sent(names)
    data[f"people-{gone}-remove"] = "yes"
    rows = People(data, prefix="people")
    assert [name for name, _ in typed(rows)] == names[:gone] + names[gone + 1 :]
    assert all(town == f"{name}’s town" for name, town in typed(rows))


def test_the_last_row_is_emptied_rather_than_lost():
    data = sent(["Bee"])
    data["people-0-remove"] = "yes"
    rows = People(data, prefix="people")
    assert typed(rows) == [(None, None)]


def test_no_room_for_a_fifth():
    rows = People(sent(["a", "b", "c", "d"], add=True), prefix="people")
    assert len(rows.forms) == 4
    assert 'name="people-add"' not in str(rows)


def test_empty_rows_are_not_answers():
    data = sent(["Bee"])
    data["people-TOTAL_FORMS"] = "2"
    data["people-1-name"] = data["people-1-town"] = ""
    rows = People(data, prefix="people")
    assert rows.is_valid()
    assert rows.filled == [{"name": "Bee", "town": "Bee’s town"}]


def test_a_row_number_that_is_not_a_number_is_an_error_and_not_a_fault():
    for nonsense in ("", "x", "-3", "9" * 400, "\0", "٣"):
        data = sent(["Bee"], add=True)
        data["people-TOTAL_FORMS"] = nonsense
        rows = People(data, prefix="people")
        rows.is_valid()
        str(rows).encode()
