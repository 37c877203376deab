"""Answering one suggestion after another."""

from typing import Any
from uuid import UUID

from django import forms

from tessera.entities.merge_forms import AGAIN, PairForm

KEYS = {"same": "1", "different": "2", "unsure": "3"}
NOTE_KEY, KEEP_KEY, SKIP_KEY = "4", "5", "6"


class ReviewForm(PairForm):
    """The answer about a pair, chosen by keyboard. It names the two, for when somebody else has answered meanwhile."""

    one = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": AGAIN, "required": AGAIN})
    other = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": AGAIN, "required": AGAIN})

    def __init__(self, *args: Any, left: UUID, right: UUID, **kwargs: Any) -> None:
        kwargs["initial"] = {"one": left, "other": right, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        judgement: Any = self.fields["judgement"]
        judgement.keys = KEYS
        self.fields["note"].widget.attrs["accesskey"] = NOTE_KEY
