"""Opening a record in an emergency, and saying whether it was right."""

from typing import Any

from django.core.exceptions import ValidationError

from tessera.governance.models import EmergencyAccess
from tessera.governance.naming import Named, named_in
from tessera.ui import forms

SHORTEST = 15


class OpenForm(forms.Form):
    """Which record, and what may happen to a child unless it is read now."""

    named = forms.TextField(
        label="Which record?",
        max_length=300,
        help_text="The reference of a report, such as WX-7K3M-92QD, or the address of the page of a report or a case.",
    )
    reason = forms.TextArea(
        label="Why does it have to be read now?",
        rows=3,
        max_length=1000,
        help_text="What may happen to the child, and why nobody who may read it can be reached in time. "
        "Those whose record it is read this at once.",
    )

    def clean_named(self) -> Named:
        named = named_in(self.cleaned_data["named"])
        if named is None:
            raise ValidationError("Give the reference of a report, or the address of the page of a report or a case.")
        return named

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if len(reason) < SHORTEST:
            raise ValidationError("Say in a sentence why it has to be read now.")
        return reason


class ReviewForm(forms.Form):
    """Whether it was right, and why."""

    finding = forms.ChoiceField(label="Was it justified?", choices=EmergencyAccess.Finding.choices)
    note = forms.TextArea(label="Why?", rows=3, max_length=2000, help_text="Whoever opened it reads this.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["finding"].error_messages["required"] = "Say whether it was justified."
