"""The page that shows every component: what to copy, and what the accessibility scan visits."""

import datetime as dt

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tessera.ui.forms import (
    ChoiceField,
    DateField,
    FilesField,
    Form,
    ManyField,
    SelectField,
    TextArea,
    TextField,
    add_another,
)

AT = dt.datetime(2026, 3, 14, 16, 30, tzinfo=dt.UTC)
AFTER = dt.timedelta(hours=5, minutes=20)


class ExampleForm(Form):
    """One of each kind of question."""

    noticed = TextArea(label="What did you notice?", size="m", rows=4, help_text="One line is enough.")
    when = TextField(label="When was this?", help_text="For example, 14 March 2026 or yesterday 16:30.", width=20)
    how = ChoiceField(
        label="How do you know?",
        choices=[("saw", "I saw it"), ("told", "Someone else told me"), ("worked_out", "I worked it out")],
        hints={"worked_out": "You put two things together yourself."},
        reveals={"told": ["teller"]},
    )
    teller = TextField(label="Who told you?")
    is_urgent = ChoiceField(label="Is it urgent?", choices=[("yes", "Yes"), ("no", "No")], layout="inline")
    told = ManyField(
        label="Who knows about this report?",
        choices=[("child", "The child"), ("parent", "A parent or carer"), ("nobody", "Nobody yet")],
        required=False,
    )
    town = SelectField(label="Town", choices=[("wexmouth", "Wexmouth"), ("estuary", "Estuary Quay")], required=False)
    born_on = DateField(label="Date of birth", help_text="For example, 27 3 2012.", required=False)
    note = TextArea(label="Short note", max_length=200, rows=2, required=False)
    photographs = FilesField(label="Photographs", required=False, accept="image/*")
    is_agreed = forms.BooleanField(label="I have read what happens next", required=False)


class PersonForm(Form):
    """One row of “Add another person”."""

    name = TextField(label="Name or nickname")


PeopleFormSet = add_another(PersonForm, row="Person", at_most=5)


def components(request: HttpRequest) -> HttpResponse:
    """Every component. Sending the form shows how errors look; nothing is kept."""
    people = PeopleFormSet(request.POST or None, prefix="people")
    form = ExampleForm(request.POST or None, request.FILES or None, as_typed=people.is_changing)
    is_sent = form.is_valid() and people.is_valid()
    context = {
        "forms": [form, people],
        "form": form,
        "people": people,
        "is_sent": is_sent,
        "at": AT,
        "after": AFTER,
    }
    return render(request, "ui/components_page.html", context)


# The mark that `access.guards.public` leaves. This app stands below `access`, so it cannot import it.
components.guard = "public"  # type: ignore[attr-defined]  # a mark on a function
