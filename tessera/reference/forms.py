"""Forms for the directory and the word list."""

from django.core.validators import validate_email

from tessera.reference.models import Agency
from tessera.ui import forms


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
