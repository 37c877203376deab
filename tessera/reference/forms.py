"""Forms for the directory and the word list, and the fields that offer a list."""

from typing import Any

from django.core.validators import validate_email

from tessera.reference import queries
from tessera.reference.models import Agency, Attempt, Barrier, Unheard
from tessera.ui import forms


class RowsField(forms.ManyField):
    """Rows of one of the lists of what was tried and what got in the way.

    The answer is each code with its words as they stand today: what is kept then reads the same when the list changes.
    """

    def __init__(self, *, catalogue: type[Unheard], use: Unheard.Use, **kwargs: Any) -> None:
        super().__init__(choices=lambda: [(row.code, row.label) for row in queries.offered(catalogue, use)], **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """What stands already, as its codes."""
        return list(value) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> dict[str, str]:
        """The codes chosen, with their words."""
        words = dict(self.choices)
        return {code: words.get(code, "") for code in super().to_python(value)}


def tried(use: Unheard.Use, **more: Any) -> RowsField:
    """What services tried."""
    return RowsField(label="What did we try?", catalogue=Attempt, use=use, **more)


def got_in_the_way(use: Unheard.Use, **more: Any) -> RowsField:
    """What got in the way."""
    return RowsField(label="What got in the way?", catalogue=Barrier, use=use, **more)


class ContactForm(forms.Form):
    """A named contact of an agency."""

    agency = forms.SelectField(
        label="Agency", choices=lambda: [(a.code, a.name) for a in Agency.objects.filter(is_active=True)]
    )
    name = forms.TextField(label="Name")
    role = forms.TextField(label="Role")
    telephone = forms.TextField(label="Telephone", max_length=40, width=20)
    email = forms.TextField(label="Email", required=False, validators=[validate_email])


class WordForm(forms.Form):
    """A phrase to avoid, better wording, the reason, and where that comes from."""

    avoid = forms.TextField(label="Phrase to avoid", max_length=100)
    better = forms.TextField(label="Better wording", max_length=200)
    why = forms.TextArea(label="Why", rows=3, max_length=1000)
    source = forms.TextField(
        label="Where does this come from?",
        help_text="For example, a report, guidance or a young person’s words.",
    )
