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


class TriageForm(forms.Form):
    """Which open concerns to list."""

    band = forms.SelectField(label="Band", required=False, choices=Band.choices, nothing="All bands")
    only_missing = BooleanField(label="Only those that name a child who has been missing", required=False)
