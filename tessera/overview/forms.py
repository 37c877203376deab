"""Filters of the pages that cross apps."""

from tessera.audit import queries as audit
from tessera.concerns.models import Band
from tessera.ui import forms


class LogForm(forms.Form):
    """Which entries of the log to read."""

    words = forms.TextField(label="Name, reference or words", required=False, max_length=200)
    kind = forms.SelectField(label="Kind of event", required=False, choices=audit.kinds, nothing="Any")
    since = forms.DateField(label="From", required=False)
    until = forms.DateField(label="Until", required=False)
