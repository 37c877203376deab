"""Filters of the pages that cross apps."""

from django.forms import BooleanField

from tessera.audit import queries as audit
from tessera.concerns.models import Band
from tessera.ui import forms


class LogForm(forms.Form):
    """Which entries of the log to read."""

    words = forms.TextField(label="Name, reference or words", required=False, max_length=200)
    kind = forms.SelectField(label="Kind of event", required=False, choices=audit.kinds, nothing="Any")
    since = forms.DateField(label="From", required=False)
    until = forms.DateField(label="Until", required=False)


class FindForm(forms.Form):
    """The reference that a caller reads out."""

    reference = forms.TextField(label="Reference", width=20, help_text="For example, WX-7K3M-92QD.")

    def clean_reference(self) -> str:
        """As it was given out, however it was typed: in small letters, without its dashes."""
        letters = "".join(one for one in self.cleaned_data["reference"].upper() if one.isascii() and one.isalnum())
        return "-".join(filter(None, [letters[:2], letters[2:6], letters[6:]]))


class TriageForm(forms.Form):
    """Which open concerns to list."""

    band = forms.SelectField(label="Band", required=False, choices=Band.choices, nothing="All bands")
    order = forms.SelectField(
        label="Order", required=False, choices=[("newest", "Newest first")], nothing="Most urgent and soonest due first"
    )
    only_missing = BooleanField(label="Only those that name a child who has been missing", required=False)
