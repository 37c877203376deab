"""Forms about tasks."""

from tessera.ui import forms


class FinishForm(forms.Form):
    """What came of it."""

    outcome = forms.TextArea(label="What was done?", rows=3, max_length=2000)
