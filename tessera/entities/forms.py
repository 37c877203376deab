"""Answering a suggested match."""

from typing import Any
from uuid import UUID

from django import forms

from tessera.entities.models import Match
from tessera.ui.forms import ChoiceField, Form, TextArea

AGAIN = "This page is incomplete. Open it again from the report, and copy what you typed first."
HINTS = {
    Match.Judgement.SAME.value: "This is joined to it. You can change your answer later.",
    Match.Judgement.DIFFERENT.value: "They stay apart and this is not asked again.",
    Match.Judgement.UNSURE.value: "They stay apart and this is not asked again. Say what would help to tell.",
}


class AnswerForm(Form):
    """Same, different or unsure, about one entity. `seen` is the answer that the page showed, if any.

    A first answer is kept with the reasons that were shown, so words are optional; whoever changes one says why.
    """

    entity = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": AGAIN, "invalid": AGAIN})
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False, error_messages={"invalid": AGAIN})
    judgement = ChoiceField(label="Are these the same?", choices=Match.Judgement.choices, hints=HINTS, size="s")
    note = TextArea(
        label="Why? (optional)", help_text="Read by whoever may see both.", rows=2, max_length=2000, required=False
    )

    def __init__(self, *args: Any, entity: UUID, name: str = "", seen: UUID | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"entity": entity, "seen": seen, **kwargs.get("initial", {})}
        # One page has several of these, each with ids of its own.
        super().__init__(*args, auto_id=f"answer-{entity}-%s", **kwargs)
        if kwargs["initial"]["seen"] or self.data.get("seen"):
            self.fields["note"].label = "Why do you change the answer?"
            self.fields["note"].required = True
        if name:
            self.fields["judgement"].label = f"Is this the same as {name}?"
