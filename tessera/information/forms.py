"""Grading a report: three questions, each with what its letters mean."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from tessera.information.models import Grade
from tessera.reference.models import GradeCode
from tessera.ui.forms import ChoiceField, Form, TextArea

AGAIN = "This page is incomplete. Open it again from the report, and copy what you typed first."


class GradeForm(Form):
    """Source, information and handling, and why. `seen` is the grade in force that the page showed, if any."""

    seen = forms.UUIDField(widget=forms.HiddenInput, required=False, error_messages={"invalid": AGAIN})
    source = ChoiceField(label="How reliable is the source?", choices=Grade.Source.choices)
    information = ChoiceField(label="How does the source know?", choices=Grade.Information.choices)
    handling = ChoiceField(
        label="How may it be shared?",
        choices=Grade.Handling.choices,
        reveals={Grade.Handling.CONDITIONS.value: ["conditions"]},
    )
    conditions = TextArea(
        label="What are the conditions?",
        help_text="What whoever shares it must keep to, and whom they ask first.",
        rows=3,
        max_length=2000,
    )
    note = TextArea(
        label="Why this grade?",
        help_text="What you went by. Do not write who the source is. Read by whoever may read the report.",
        rows=3,
        max_length=2000,
    )

    def __init__(
        self, *args: Any, codes: Iterable[GradeCode], seen: UUID | None = None, initial: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={**(initial or {}), "seen": seen}, **kwargs)
        told: dict[tuple[str, str], GradeCode] = {(code.kind, code.letter): code for code in codes}
        for name in (GradeCode.Kind.SOURCE, GradeCode.Kind.INFORMATION, GradeCode.Kind.HANDLING):
            field = self.fields[name]
            field.choices = [(letter, f"{letter}: {words}") for letter, words in field.choices]
            field.hints = {letter: told[name, letter].meaning for letter, _ in field.choices if (name, letter) in told}
