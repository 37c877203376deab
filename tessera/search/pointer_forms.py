"""Asking whether others hold something about a person, and letting others learn that one does."""

from typing import Any

from tessera.lib.linkage.normalise import WHOLE_PHONE, phone_of
from tessera.search.purposes import Purpose
from tessera.ui import forms

LONGEST_NUMBER = 15  # digits, with the country's: no number anywhere has more


class AskForm(forms.Form):
    """Somebody by surname and date of birth, or by a whole telephone number; and what for."""

    first_name = forms.TextField(label="First name (optional)", required=False)
    surname = forms.TextField(label="Surname", required=False)
    born_on = forms.DateField(label="Date of birth", required=False)
    phone = forms.TextField(label="Telephone number", required=False, width=20)
    purpose = forms.TextField(
        label="Why do you need to know?",
        max_length=300,
        help_text="Whoever holds something is told this, and whom you asked about.",
    )

    def __init__(self, *args: Any, now: Purpose | None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"purpose": now.words if now else ""}, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Asks for enough to mean one person: anything less would try out names."""
        given = super().clean() or self.cleaned_data
        phone = phone_of(given.get("phone") or "")
        if given.get("phone") and (len(phone) < WHOLE_PHONE or "?" in phone):
            self.add_error("phone", "Give the whole telephone number.")
        elif len(phone) > LONGEST_NUMBER:
            self.add_error("phone", "Give one telephone number. Ask for another afterwards.")
        elif not given.get("phone") and not given.get("surname") and "surname" not in self.errors:
            self.add_error("surname", "Give a surname and a date of birth, or a whole telephone number.")
        elif not given.get("phone") and not given.get("born_on") and "born_on" not in self.errors:
            self.add_error("born_on", "Give the whole date of birth, or a whole telephone number.")
        return given


class LetFindForm(forms.Form):
    """Whom others should speak to, and why they may learn of it."""

    contact = forms.TextArea(label="Whom should others speak to, and how?", rows=2, max_length=300)
    reason = forms.TextArea(label="Why may other agencies learn that you hold something?", rows=3, max_length=1000)


class HideForm(forms.Form):
    """Why others may learn of it no more."""

    reason = forms.TextArea(label="Why may others learn of it no more?", rows=3, max_length=1000)
