"""Forms of the three lists: each sign a checkbox with what it asks, and the vulnerabilities that are not listed."""

from typing import Any
from uuid import UUID

from django.forms import CharField, HiddenInput

from tessera.assessments import rulebook
from tessera.assessments.answering import TickGiven
from tessera.assessments.instrument import Answers
from tessera.assessments.listed import things_in
from tessera.assessments.models import PartAnswer
from tessera.assessments.part_forms import PartForm
from tessera.assessments.terms import ITEM_DETAIL, ONLINE_DETAIL, Part
from tessera.reference.models import Indicator
from tessera.ui import forms

Asks = Indicator.Asks
State = PartAnswer.State


_OPEN = "Nothing is chosen yet, so this part is still in progress."


class ListForm(PartForm):
    """One of the three lists: each sign a checkbox that opens its note, and whatever more the sign asks."""

    def __init__(self, *args: Any, part: Part, rows: list[Indicator], answers: Answers, **kwargs: Any) -> None:
        super().__init__(*args, initial=_ticked(part, answers), **kwargs)
        self.part, self.rows = part, {row.code: row for row in rows}
        self.fields["ticks"] = forms.ManyField(
            label="Tick every sign that you or others have seen",
            choices=[(row.code, row.label) for row in rows],
            reveals={row.code: [name for name, _ in _behind(row)] for row in rows},
            required=False,
        )
        for row in rows:
            self.fields |= dict(_behind(row))
        self.fields["state"] = forms.ChoiceField(
            label="If you ticked nothing",
            choices=[(State.ANSWERED, "None seen"), (State.NOT_KNOWN, "Not known")],
            hints={State.ANSWERED: "That does not mean there is nothing: a sign not seen disproves nothing."},
            help_text=_OPEN if answers.state(part) == State.OPEN else "",
            required=False,
        )
        self.is_asked_afresh = answers.is_asked_afresh(part)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("ticks") and cleaned.get("state"):
            self.add_error("state", "You ticked at least one sign. Untick it, or leave this without an answer.")
        return cleaned

    def says(self, ticks: list[TickGiven]) -> bool:
        """Whether there is anything to save. What was answered last time is no answer of today, so one is asked for."""
        is_blank = not (ticks or self.cleaned_data["state"])
        if is_blank and self.is_asked_afresh:
            self.add_error("state", "Nothing is chosen. Tick a sign, or choose none seen or not known.")
        return self.is_valid()

    @property
    def given(self) -> list[TickGiven]:
        """What was ticked, with its notes. Ask `is_valid()` first."""
        return [self._given(self.rows[code]) for code in dict.fromkeys(self.cleaned_data["ticks"])]

    def _given(self, row: Indicator) -> TickGiven:
        typed = {name.split("-")[0]: self.cleaned_data[name] for name, _ in _behind(row)}
        detail = {name: typed[name] for name in ITEM_DETAIL if name in typed}
        detail |= {name: things_in(name, typed[name]) for name in ONLINE_DETAIL if name in typed}
        return TickGiven(row, row.label, typed["note"], detail)


def _behind(row: Indicator) -> list[tuple[str, Any]]:
    """The fields that a tick opens: what it asks, then its note."""
    more: list[tuple[str, Any]] = []
    said = rulebook.prompts({*row.asks})
    if Asks.ITEMS in row.asks:
        more += [(f"{name}-{row.code}", _line(label)) for name, label in ITEM_DETAIL.items()]
        more[0][1].help_text = said[Asks.ITEMS].text
    if Asks.ONLINE in row.asks:
        lines = {name: _area(f"{label}, one on each line") for name, label in ONLINE_DETAIL.items()}
        next(iter(lines.values())).help_text = said[Asks.ONLINE].text
        more += [(f"{name}-{row.code}", field) for name, field in lines.items()]
    return [*more, (f"note-{row.code}", _area(f"Note: {row.label}", help_text=row.prompt_for_notes, rows=3))]


def _line(label: str) -> forms.TextField:
    return forms.TextField(label=label, required=False, max_length=500)


def _area(label: str, *, rows: int = 2, help_text: str = "") -> forms.TextArea:
    return forms.TextArea(label=label, rows=rows, required=False, help_text=help_text)


def _ticked(part: Part, answers: Answers) -> dict[str, Any]:
    ticks = [tick for tick in answers.ticks_of(part) if tick.indicator]
    held: dict[str, Any] = {
        "version": answers.version(part),
        "ticks": [tick.indicator.code for tick in ticks],
    }
    for tick in ticks:
        held[f"note-{tick.indicator.code}"] = tick.note
        for name, value in tick.detail.items():
            held[f"{name}-{tick.indicator.code}"] = "\n".join(value) if isinstance(value, list) else value
    if answers.state(part) in (State.ANSWERED, State.NOT_KNOWN) and not answers.ticks_of(part):
        held["state"] = answers.state(part)
    return held


class UnlistedForm(forms.Form):
    """A vulnerability of this child that is not on the list. It counts like any other."""

    tick = CharField(widget=HiddenInput, required=False)
    label = forms.TextField(label="Another vulnerability of this child")
    note = forms.TextArea(label="How it raises the risk", rows=3, required=False)

    @staticmethod
    def given(rows: list[dict[str, Any]]) -> list[TickGiven]:
        """The filled rows as ticks without an indicator. A row number that was tampered with is a new row."""
        return [TickGiven(None, row["label"], row["note"], {}, _uuid(row["tick"])) for row in rows]

    @staticmethod
    def held(answers: Answers) -> list[dict[str, Any]]:
        """The unlisted vulnerabilities already written."""
        ticks = [tick for tick in answers.ticks_of(Part.VULNERABILITY) if not tick.indicator]
        return [{"tick": str(tick.pk), "label": tick.label, "note": tick.note} for tick in ticks]


UnlistedRows = forms.add_another(UnlistedForm, row="Vulnerability", at_most=20)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
