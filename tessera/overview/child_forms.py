"""Narrowing a child's timeline."""

from tessera.overview.timeline import KINDS
from tessera.ui import forms


class TimelineForm(forms.Form):
    """Which kinds of thing, and up to which day."""

    kinds = forms.ManyField(label="Show only", required=False, choices=list(KINDS.items()), layout="small", size="s")
    until = forms.DateField(label="Up to", required=False, size="s", help_text="For example, 27 3 2026.")
