"""Saying whether two things are the same as wholes, reaching one that was not suggested, and taking a join back."""

from typing import Any
from uuid import UUID

from django import forms

from tessera.entities.models import Match
from tessera.ui.forms import ChoiceField, Form, TextArea, TextField

AGAIN = "This page is incomplete. Open it again, and copy what you typed first."


class FindForm(Form):
    """Something else by the address of its page, or by a report that speaks of it."""

    find = TextField(
        label="Address of its page, or reference of a report that speaks of it",
        help_text="For example, WX-4F7K-2M9Q.",
        max_length=300,
    )


class PairForm(Form):
    """Same, different or unsure about two things, and why. `seen` is the answer that the page showed, if any."""

    seen = forms.UUIDField(widget=forms.HiddenInput, required=False, error_messages={"invalid": AGAIN})
    judgement = ChoiceField(label="Are these the same?", choices=Match.Judgement.choices)
    note = TextArea(
        label="Why do you say so?",
        help_text="What you compared and what decided it. Read by whoever may see both.",
        rows=4,
        max_length=2000,
    )

    def __init__(self, *args: Any, one: str, other: str, seen: UUID | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen": seen, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        judgement: Any = self.fields["judgement"]
        judgement.hints = {
            Match.Judgement.SAME.value: f"What you can see of {one} is joined to {other}. It can be undone.",
            Match.Judgement.DIFFERENT.value: "They stay apart, and your reasons are shown when they are compared again.",
            Match.Judgement.UNSURE.value: "They stay apart. Say what would help to tell.",
        }


class UndoForm(Form):
    """Why a join is taken back."""

    note = TextArea(
        label="Why are they not the same?",
        help_text="Kept with the join. Read by whoever may see both.",
        rows=4,
        max_length=2000,
    )
