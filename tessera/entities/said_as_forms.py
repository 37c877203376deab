"""As what a report speaks of somebody, and whether what it says is fact or opinion."""

from collections.abc import Iterable
from typing import Any

from tessera.entities.models import Kind, SaidAs
from tessera.reference.models import SubjectCategory
from tessera.ui.forms import ChoiceField, Form, TextArea

Nature = SaidAs.Nature
HINTS = {
    Nature.FACT.value: "It was seen, heard, recorded or measured.",
    Nature.OPINION.value: "It is somebody’s assessment of what may be.",
}
WHICH = "Say which part is opinion, and whose."


class SaidAsForm(Form):
    """The category, for a person; fact or opinion; and which part is opinion."""

    category = ChoiceField(label="As what does this report speak of them?", choices=[])
    nature = ChoiceField(label="Is what it says of them fact or opinion?", choices=Nature.choices, hints=HINTS)
    note = TextArea(
        label="Which part is opinion, and whose? (optional for fact)", rows=3, max_length=2000, required=False,
        help_text="The report stays as it was given; this stands beside it.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, kind: str, categories: Iterable[SubjectCategory], now: SaidAs | None, **kwargs: Any
    ) -> None:
        held = (
            {"category": now.category.code if now.category else "", "nature": now.nature, "note": now.note}
            if now
            else {}
        )
        super().__init__(*args, initial=held, **kwargs)
        self.categories = {one.code: one for one in categories}
        if kind == Kind.PERSON:
            self.fields["category"].choices = [(code, one.label) for code, one in self.categories.items()]
        else:
            del self.fields["category"]
            self.fields["nature"].label = "Is what it says of this fact or opinion?"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("nature") in {Nature.OPINION, Nature.BOTH} and not said.get("note"):
            self.add_error("note", WHICH)
        return {**said, "category": self.categories.get(said.get("category", ""))}
