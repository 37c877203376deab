"""Forms as people meet them: drawn by the macros, refused in a sentence, and never losing what was typed."""

import re
from html.parser import HTMLParser

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template.loader import get_template
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from tessera.ui.forms import (
    ChoiceField,
    DateField,
    FileField,
    FilesField,
    Form,
    ManyField,
    SelectField,
    TextArea,
    TextField,
)
from tessera.ui.rendering import faults


class NoticeForm(Form):
    noticed = TextArea(label="What happened or what did you notice?", rows=8, help_text="One line is enough.")
    phone = TextField(label="Phone number", width=20, autocomplete="tel", max_length=30, required=False)
    how = ChoiceField(
        label="How do you know?",
        choices=[("saw", "I saw it"), ("told", "Someone else told me")],
        hints={"saw": "You were there."},
        reveals={"told": ["teller"]},
    )
    teller = TextArea(label="What did they say?")
    knows = ManyField(label="Who knows?", choices=[("child", "The child"), ("carer", "A carer")], required=False)
    town = SelectField(label="Town", choices=[("wexmouth", "Wexmouth")], required=False)
    born_on = DateField(label="Date of birth", required=False)
    is_agreed = forms.BooleanField(label="I agree", required=False)


class Page(HTMLParser):
    """Each control of some HTML by its name, with what a browser would show in it."""

    def __init__(self, html):
        super().__init__()
        self.by_id, self.values, self._area = {}, {}, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "id" in attrs:
            assert attrs["id"] not in self.by_id, "an id is used twice"
            self.by_id[attrs["id"]] = {"tag": tag, **attrs}
        if tag == "textarea":
            self._area = attrs["name"]
            self.values[self._area] = ""
        elif tag == "input" and attrs.get("type") in ("text", "hidden", "password"):
            self.values[attrs["name"]] = attrs.get("value", "")

    def handle_data(self, data):
        if self._area:
            self.values[self._area] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            # As a browser does: the first line end is dropped.
            self.values[self._area] = self.values[self._area].removeprefix("\n")
            self._area = None


def sent(**answers):
    data = QueryDict(mutable=True)
    for name, value in answers.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def errors_of(form):
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def test_a_field_is_drawn_with_its_label_hint_and_autocomplete():
    form = NoticeForm()
    page = Page(form["noticed"].as_field_group() + form["phone"].as_field_group())
    assert page.by_id["id_noticed"]["rows"] == "8"
    assert page.by_id["id_noticed"]["aria-describedby"] == "id_noticed-hint"
    assert "One line is enough." in form["noticed"].as_field_group()
    assert '<label class="govuk-label" for="id_phone">' in form["phone"].as_field_group()
    assert page.by_id["id_phone"]["autocomplete"] == "tel"
    assert "govuk-input--width-20" in page.by_id["id_phone"]["class"]


def test_an_error_is_beside_its_field_and_linked_from_the_summary():
    form = NoticeForm(sent())
    assert errors_of(form) == {
        "noticed": ["Enter an answer to “What happened or what did you notice?”"],
        "how": ["Choose an answer to “How do you know?”"],
    }
    page = Page(str(form))
    assert page.by_id["id_noticed"]["aria-describedby"] == "id_noticed-hint id_noticed-error"
    links = [fault["href"].removeprefix("#") for fault in faults(form)]
    assert links == ["id_noticed", "id_how"]
    assert all(page.by_id[link]["tag"] in ("textarea", "input") for link in links)


def test_the_summary_links_to_the_first_box_of_a_date():
    form = NoticeForm(sent(noticed="x", how="saw", **{"born_on-day": "1", "born_on-month": "", "born_on-year": ""}))
    assert faults(form) == [{"text": "Date of birth must have a day, a month and a year.", "href": "#id_born_on-day"}]
    assert Page(str(form)).by_id["id_born_on-day"]["value"] == "1"


def test_every_kind_of_control_is_drawn_once():
    html = str(NoticeForm())
    for marked in ("govuk-textarea", 'type="radio"', 'type="checkbox"', "<select", "govuk-date-input"):
        assert marked in html
    assert html.count('name="teller"') == 1, "a revealed field is drawn inside its answer only"
    page = Page(html)
    assert page.by_id["conditional-id_how-2"]["class"].endswith("--hidden")
    assert page.by_id["id_how"]["aria-describedby"] == "id_how-item-hint"


def test_answers_stay_chosen_when_the_page_comes_back():
    form = NoticeForm(sent(how="told", knows=["carer"], town="wexmouth", is_agreed="on"))
    page = Page(str(form))
    assert "checked" in page.by_id["id_how-2"]
    assert "checked" not in page.by_id["id_how"]
    assert "checked" in page.by_id["id_knows-2"]
    assert "checked" in page.by_id["id_is_agreed"]
    assert '<option value="wexmouth" selected>' in str(form)
    assert "hidden" not in page.by_id["conditional-id_how-2"]["class"]


def test_a_revealed_question_is_asked_only_when_its_answer_opens_it():
    shut = NoticeForm(sent(noticed="x", how="saw", teller=" "))
    assert shut.is_valid()
    assert shut.cleaned_data["teller"] == ""
    opened = NoticeForm(sent(noticed="x", how="told"))
    assert errors_of(opened) == {"teller": ["Enter an answer to “What did they say?”"]}


ANYTHING = st.text(st.characters(exclude_categories=[]) | st.sampled_from("\0\ud800\udfff\r\n\t<>&\"' {}%"))


@pytest.mark.slow
@given(noticed=ANYTHING, teller=ANYTHING, phone=ANYTHING, how=ANYTHING)
def test_whatever_is_typed_comes_back_as_typed_and_breaks_nothing(noticed, teller, phone, how):
    form = NoticeForm(sent(noticed=noticed, teller=teller, phone=phone, how=how))
    form.is_valid()
    html = str(form) + get_template("ui/components.html").backend.from_string(
        '{% from "ui/components.html" import error_summary %}{{ error_summary(form) }}'
    ).render({"form": form})
    html.encode()
    assert "\0" not in html
    page = Page(html)
    for name, typed in (("noticed", noticed), ("teller", teller)):
        if all(character != "\0" and not "\ud800" <= character <= "\udfff" for character in typed):
            assert _as_read(page.values[name]) == _as_read(typed)


@pytest.mark.parametrize("text", ["before\0after", "before\ud800after", "\udc00", "\0" * 300])
def test_a_character_that_cannot_be_kept_is_pointed_out(text):
    form = NoticeForm(sent(noticed=text, how="saw", phone=text))
    for name, what in (("noticed", "“What happened or what did you notice?”"), ("phone", "Phone number")):
        assert (
            f"{what} has a character that cannot be read. It is shown as �: type that part again."
            in errors_of(form)[name]
        )
    assert "�" in Page(str(form)).values["noticed"]


def test_words_that_are_too_long_are_counted_and_kept():
    form = NoticeForm(sent(noticed="x", how="saw", phone="1" * 31))
    assert errors_of(form) == {"phone": ["Phone number must be 30 characters or fewer. It is 31."]}
    assert Page(str(form)).values["phone"] == "1" * 31


def test_a_line_end_counts_as_one_character():
    class Short(Form):
        note = TextArea(label="Note", max_length=3)

    assert Short(sent(note="a\r\nb")).is_valid()
    assert 'data-maxlength="3"' in str(Short())


@pytest.mark.parametrize("answer", ["elsewhere", "\0", "\ud800", "x" * 5000])
def test_an_answer_that_was_not_offered_is_refused_without_repeating_it(answer):
    form = NoticeForm(sent(noticed="x", how=answer, knows=[answer], town=answer))
    messages = errors_of(form)
    assert messages["how"] == ["“How do you know?” has an answer that is not on the list. Choose again."]
    assert messages["knows"] == ["“Who knows?” has an answer that is not on the list. Choose again."]
    assert messages["town"] == ["Town has an answer that is not on the list. Choose again."]


@pytest.mark.parametrize(
    ("day", "month", "year", "read", "sentence"),
    [
        ("14", "3", "2026", "2026-03-14", None),
        ("14", "March", "2026", "2026-03-14", None),
        ("29", "2", "2025", None, "must be a real date, such as 14 3 2026."),
        ("1", "1", "26", None, "must have a year of 4 numbers, such as 2026."),
        ("٣", "x", "2026", None, "must be a real date, such as 14 3 2026."),
        ("", "3", "2026", None, "must have a day, a month and a year."),
        ("1", "1", "\0\0\0\0", None, "must have a year of 4 numbers, such as 2026."),
    ],
)
def test_a_date_in_three_boxes(day, month, year, read, sentence):
    boxes = {"born_on-day": day, "born_on-month": month, "born_on-year": year}
    form = NoticeForm(sent(noticed="x", how="saw", **boxes))
    assert errors_of(form) == ({"born_on": [f"Date of birth {sentence}"]} if sentence else {})
    if read:
        assert form.cleaned_data["born_on"].isoformat() == read
    str(form).encode()


def test_a_form_as_typed_shows_words_and_no_errors():
    form = NoticeForm(sent(noticed="half a sen"), as_typed=True)
    assert not form.is_valid()
    assert not form.errors
    assert Page(str(form)).values["noticed"] == "half a sen"


def test_a_page_that_comes_back_says_which_files_to_choose_again():
    class WithFiles(Form):
        name = TextField(label="Name")
        photographs = FilesField(label="Photographs", required=False)

    files = MultiValueDict({"photographs": [SimpleUploadedFile("car.jpg", b"x"), SimpleUploadedFile("b.jpg", b"y")]})
    assert "You chose car.jpg, b.jpg. Choose again" in str(WithFiles(sent(), files))
    assert [f.name for f in _valid(WithFiles(sent(name="x"), files))["photographs"]] == ["car.jpg", "b.jpg"]
    assert _valid(WithFiles(sent(name="x"), MultiValueDict()))["photographs"] == []


def test_a_file_that_is_empty_or_too_large_is_refused_in_a_sentence():
    class OneFile(Form):
        photograph = FileField(label="Photograph", max_megabytes=1)

    def error(content):
        return errors_of(OneFile(sent(), {"photograph": SimpleUploadedFile("a.jpg", content)}))["photograph"]

    assert error(b"") == ["Photograph: the file is empty. Choose another."]
    assert error(b"x" * (1024 * 1024 + 1)) == ["Photograph: each file must be smaller than 1 MB."]
    assert errors_of(OneFile(sent(), {})) == {"photograph": ["Choose photograph."]}


def test_a_plain_django_field_is_drawn_by_its_widget_and_a_password_is_never_sent_back():
    class SignIn(forms.Form):
        login = forms.EmailField(label="Email")
        password = forms.CharField(label="Password", widget=forms.PasswordInput)

    page = Page(str(SignIn(sent(login="not an address", password="secret"))))
    assert page.by_id["id_login"]["type"] == "email"
    assert page.by_id["id_login"]["value"] == "not an address"
    assert page.values["password"] == ""


def test_a_misspelt_name_in_one_of_our_templates_stops_the_page():
    from jinja2 import UndefinedError

    template = get_template("ui/base.html").backend.from_string("{{ child.nmae }}")
    with pytest.raises(UndefinedError):
        template.render({"child": object()})


def _as_read(text):
    """One kind of line end, without four control characters that Python's parser, unlike browsers, drops."""
    return re.sub("[\v\x1c-\x1e]", "", re.sub("\r\n|\r|\x85", "\n", text))


def _valid(form):
    assert form.is_valid(), form.errors
    return form.cleaned_data


class SignsForm(Form):
    signs = ManyField(
        label="What was seen?", choices=[("car", "A car"), ("gift", "A gift")],
        reveals={"car": ["car_note"], "gift": ["gift_note"]}, required=False,
    )  # fmt: skip
    car_note, gift_note = TextArea(label="Note: a car"), TextArea(label="Note: a gift")


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({"how": "saw"}, "“What did they say?” has an answer, and you chose “I saw it”. Choose again, or take"),
        ({}, "Choose an answer to “How do you know?”"),
    ],
)
def test_what_was_typed_behind_an_answer_that_was_not_given_is_asked_about(answers, asked):
    form = NoticeForm(sent(noticed="A man.", teller="That he waits.", **answers))
    assert errors_of(form)["how"][0].startswith(asked)
    assert "teller" not in errors_of(form)
    assert Page(form["how"].as_field_group()).values["teller"] == "That he waits."


def test_an_optional_question_left_open_asks_about_what_was_typed_behind_it():
    form = NoticeForm(sent(noticed="A man.", teller="That he waits."))
    form.fields["how"].required = False
    assert errors_of(form) == {
        "how": [
            "“What did they say?” has an answer, and “How do you know?” has none. Answer it, or take that answer out."
        ]
    }


def test_what_is_asked_about_stands_in_the_open_and_only_once():
    form = NoticeForm(sent(noticed="A man.", how="saw", teller="That he waits."))
    drawn = form["how"].as_field_group()
    assert drawn.count('name="teller"') == 1
    assert "govuk-radios__conditional" not in drawn


def test_a_note_on_a_sign_that_is_not_ticked_is_asked_about():
    form = SignsForm(sent(signs=["car"], car_note="Blue.", gift_note="A telephone."))
    assert errors_of(form) == {
        "signs": ["“Note: a gift” has an answer, and “A gift” is not ticked. Tick it, or take that answer out."]
    }


def test_what_stood_behind_an_answer_before_is_let_go_with_it():
    before = {"signs": ["gift"], "gift_note": "A telephone."}
    form = SignsForm(sent(gift_note="A telephone."), initial=before)
    assert form.is_valid()
    assert form.cleaned_data["gift_note"] == ""
    changed = SignsForm(sent(gift_note="A new telephone."), initial=before)
    assert "signs" in errors_of(changed)
