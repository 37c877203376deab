"""Saying what ties two things, and taking it back."""

from collections.abc import Iterable, Sequence
from typing import Any

from tessera.entities import policy
from tessera.entities.marker_forms import DAY_HELP, OUT_OF_ORDER, read_day
from tessera.entities.marking import Day
from tessera.entities.models import Mention
from tessera.entities.queries import Held
from tessera.reference.models import TieKind
from tessera.ui.forms import ChoiceField, Form, ManyField, TextArea, TextField
from tessera.ui.words import moment

SHOWN = 120  # characters of a report
AS_A_CHILD = "Say what was done to the child, from the other side, or that they are in contact: this would say that the child did it"


class TieForm(Form):
    """Which reports say so, what they say, and from when to when."""

    reports = ManyField(
        label="Which of these reports say so?",
        choices=[],
        help_text="A tie says what a report says, and is as strong as its best graded report.",
    )
    words = ChoiceField(label="What do they say?", choices=[])
    since = TextField(label="Since when? (optional)", required=False, help_text=DAY_HELP)
    until = TextField(
        label="Until when? (optional)", required=False, help_text="Leave empty if it goes on, or nobody knows."
    )
    note = TextArea(label="Where do they say it? (optional)", rows=2, max_length=2000, required=False)

    def __init__(
        self,
        *args: Any,
        between: tuple[Held, Held],
        kinds: tuple[Iterable[TieKind], Iterable[TieKind]],
        pairs: Sequence[tuple[Mention, Mention]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        one, other = between
        self.pairs = {first.report.reference: (first, second) for first, second in pairs}
        self.fields["reports"].choices = [(name, in_short(first)) for name, (first, _) in self.pairs.items()]
        ahead, back = kinds
        firsts, seconds = [first for first, _ in pairs], [second for _, second in pairs]
        self.said = {
            f"{kind.code}:ahead": (kind, False, f"{one} {kind.label} {other}")
            for kind in ahead
            if not _of_a_child_in_all(kind, firsts)
        }
        self.said |= {
            f"{kind.code}:back": (kind, True, f"{other} {kind.label} {one}")
            for kind in back
            # Said of both at once it has no other way round.
            if (kind.label != kind.back or f"{kind.code}:ahead" not in self.said)
            and not _of_a_child_in_all(kind, seconds)
        }
        self.fields["words"].choices = [(code, words) for code, (_, _, words) in self.said.items()]

    def clean_since(self) -> Day | None:
        text = self.cleaned_data["since"]
        return read_day(text, is_end=False) if text else None

    def clean_until(self) -> Day | None:
        text = self.cleaned_data["until"]
        return read_day(text, is_end=True) if text else None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        since, until = said.get("since"), said.get("until")
        if since and until and until.on < since.on:
            self.add_error("until", OUT_OF_ORDER)
        if said.get("words") and said.get("reports"):
            kind, is_back, _ = self.said[said["words"]]
            doers = [self.pairs[name][1 if is_back else 0] for name in said["reports"]]
            if refused := [one.report.reference for one in doers if policy.reads_as_the_childs_doing(one, kind)]:
                self.add_error("words", f"{AS_A_CHILD} ({', '.join(refused)}).")
        return said

    @property
    def given(self) -> list[dict[str, Any]]:
        """What `tying.tie` takes, once for each report. Ask `is_valid()` first."""
        kind, is_back, _ = self.said[self.cleaned_data["words"]]
        days = {name: self.cleaned_data[name] for name in ("since", "until", "note")}
        chosen = [self.pairs[name] for name in self.cleaned_data["reports"]]
        ends = [(second, first) if is_back else (first, second) for first, second in chosen]
        return [{"one": one, "other": other, "kind": kind, **days} for one, other in ends]


class WithdrawTieForm(Form):
    """Why a tie is taken back."""

    because = TextArea(
        label="Why is it taken back?", rows=3, max_length=2000, help_text="It stays on record, with this reason."
    )


def _of_a_child_in_all(kind: TieKind, doers: Sequence[Mention]) -> bool:
    return all(policy.reads_as_the_childs_doing(one, kind) for one in doers)


def in_short(mention: Mention) -> str:
    """A report to be ticked: its reference, agency and day, and how it begins."""
    report = mention.report
    words = " ".join(report.narrative.split())
    excerpt = words if len(words) <= SHOWN else f"{words[:SHOWN].rstrip()}…"
    return f"{report.reference}, {report.agency.name}, {moment(report.sent_at)}: “{excerpt}”"
