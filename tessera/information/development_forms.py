"""Promoting a report, taking that back, marking it for the police, coding methods, and writing a version to share."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from tessera.access.models import Agency
from tessera.information.forms import AGAIN
from tessera.information.models import Grade, Promotion
from tessera.reference.models import Method
from tessera.ui.forms import ChoiceField, Form, ManyField, TextArea, TextField

LONGEST = 2000
CONDITIONS = "Conditions on sharing it further"
NO_METHOD = "Select at least one method that the report shows."


class _Seen(Form):
    """A form that knows which promotion was in force on its page."""

    seen = forms.UUIDField(widget=forms.HiddenInput, required=False, error_messages={"invalid": AGAIN})

    def __init__(self, *args: Any, seen: UUID | None, initial: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={**(initial or {}), "seen": seen}, **kwargs)


class PromoteForm(_Seen):
    """What was done to the report first, what was checked, and the result. REQ soft-cleanse-and-check."""

    duplicates = TextArea(
        label="Does any other report say the same?", rows=2, max_length=LONGEST,
        help_text="Which ones you compared, and what you did about it. If none does, say that you looked.",
    )  # fmt: skip
    hearsay = TextArea(
        label="What was seen, and what was only told?", rows=2, max_length=LONGEST,
        help_text="Keep what the writer saw apart from what they were told, and fact from opinion.",
    )  # fmt: skip
    identities = TextArea(
        label="How are the source and the child protected?", rows=2, max_length=LONGEST,
        help_text="Do not write who the source is.",
    )  # fmt: skip
    checked = TextArea(
        label="What was it checked against?", rows=2, max_length=LONGEST,
        help_text="Which police or partner records, and on which day.",
    )  # fmt: skip
    result = TextArea(label="What did the check show?", rows=2, max_length=LONGEST)


class TakeBackForm(_Seen):
    """Why a report is soft information again."""

    because = TextArea(
        label="Why is it taken back?",
        rows=3,
        max_length=LONGEST,
        help_text="The promotion stays on record, with this reason.",
    )


class PoliceForm(Form):
    """Whether a report carries the exploitation category, and why."""

    is_marked = ChoiceField(
        label="Does it carry the sexual exploitation category?",
        choices=[("yes", "Yes: list it with the items for police"), ("no", "No: take it off the list")],
    )
    because = TextArea(label="Why?", rows=2, max_length=LONGEST)

    def clean_is_marked(self) -> bool:
        return bool(self.cleaned_data["is_marked"] == "yes")


class MethodsForm(Form):
    """Which methods a report shows, aspect by aspect. At least one."""

    note = TextArea(
        label="Where does the report say it? (optional)", rows=2, max_length=LONGEST, required=False,
        help_text="Its own words, or where they stand. What was done to the child, never what the child did.",
    )  # fmt: skip

    def __init__(self, *args: Any, methods: Iterable[Method], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.methods = {method.code: method for method in methods}
        note = self.fields.pop("note")
        for aspect in Method.Aspect:
            some = [(code, one.label) for code, one in self.methods.items() if one.aspect == aspect]
            self.fields[aspect.value] = ManyField(label=f"{aspect.label} (optional)", choices=some, required=False)
        self.fields["note"] = note

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors and not any(said.get(aspect.value) for aspect in Method.Aspect):
            self.add_error(Method.Aspect.APPROACH.value, NO_METHOD)
        return said

    @property
    def given(self) -> dict[str, Any]:
        """What `developing.code_methods` takes. Ask `is_valid()` first."""
        chosen = [self.methods[code] for aspect in Method.Aspect for code in self.cleaned_data[aspect.value]]
        return {"methods": chosen, "note": self.cleaned_data["note"]}


class WithdrawMethodForm(Form):
    """Why a method is taken back."""

    because = TextArea(
        label="Why is it taken back?", rows=3, max_length=LONGEST, help_text="It stays on record, with this reason."
    )


class SanitiseForm(Form):
    """What is shared, with whom, and what they must keep to."""

    title = TextField(label="What is it about, in a few words?", max_length=200)
    text = TextArea(
        label="What may be shared?", rows=8, max_length=10000,
        help_text="In your own words. Leave out who wrote or said it, for whom, and whatever only they could know.",
    )  # fmt: skip
    conditions = TextArea(label=f"{CONDITIONS} (optional)", rows=2, max_length=LONGEST, required=False)
    who = ChoiceField(
        label="Who may read it?",
        choices=[("all", "Safeguarding leads of every agency, and the triage desk"),
                 ("some", "Safeguarding leads of agencies that I choose, and the triage desk")],
        reveals={"some": ["agencies"]},
    )  # fmt: skip
    agencies = ManyField(label="Which agencies?", choices=[])
    originator = TextArea(
        label="Who agreed that it is shared on?", rows=3, max_length=LONGEST,
        help_text="It is graded for handling with conditions: ask whoever gave it. Write who agreed, when, and on what "
        "terms. This stays with the report; those it is shared with do not read it.",
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: Iterable[Agency], grade: Grade, **kwargs: Any) -> None:
        super().__init__(*args, initial={"conditions": grade.conditions}, **kwargs)
        if grade.handling == Grade.Handling.CONDITIONS:
            self.fields["conditions"] = TextArea(label=CONDITIONS, rows=2, max_length=LONGEST)
        else:
            del self.fields["originator"]
        self.named = {agency.code: agency for agency in agencies}
        self.fields["agencies"].choices = [(code, agency.name) for code, agency in self.named.items()]

    @property
    def given(self) -> dict[str, Any]:
        """What `sanitising.sanitise` takes. Ask `is_valid()` first."""
        return self.words | {"to": self.to, "originator": self.cleaned_data.get("originator", "")}

    @property
    def words(self) -> dict[str, str]:
        """What its readers read."""
        return {name: self.cleaned_data[name] for name in ("title", "text", "conditions")}

    @property
    def to(self) -> list[Agency] | None:
        """The agencies that were chosen; nothing for every one."""
        if self.cleaned_data["who"] == "all":
            return None
        return [self.named[code] for code in self.cleaned_data["agencies"]]


class WithdrawVersionForm(Form):
    """Why a version is withdrawn, as its readers are told."""

    because = TextArea(
        label="Why is it withdrawn?", rows=3, max_length=LONGEST,
        help_text="Everybody who could read it is told this. Leave out who wrote or said it.",
    )  # fmt: skip


class ItemsForm(Form):
    """Narrows the list of items for police."""

    step = ChoiceField(label="Used as", choices=[("", "Anything"), *Promotion.Step.choices], required=False)
    grade = ChoiceField(
        label="Graded",
        choices=[("", "Any grade"), ("ungraded", "Ungraded"), *((one, f"Information {one}") for one in "ABCDE")],
        required=False,
    )
