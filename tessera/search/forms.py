"""The one box, whom it is for, and what narrows it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from tessera.entities.models import Kind, Standing
from tessera.information.models import Grade, Report
from tessera.information.searching import COUNTED_TO, LONGEST
from tessera.lib.invisible import without_turns
from tessera.lib.linkage.nothing_said import says_nothing
from tessera.search.finding import NOT_SHOWN, UNGRADED, VERSION
from tessera.search.purposes import OTHER, Purpose
from tessera.ui import forms

REPORTS = [*Report.Kind.choices, (VERSION, "Sanitised version")]

NO_WORDS = "Type letters or figures. A picture or a sign by itself is not searched for: try the name, or words that stand beside it."
NO_PURPOSE = "Enter in a few words what the search is for: whoever checks the log reads it."


class SearchForm(forms.Form):
    """The words, and whom the search is for unless that was said in the last half hour."""

    words = forms.TextField(
        label="Search",
        max_length=LONGEST,
        error_messages={"required": "Enter a name, part of a number, or words to look for."},
        help_text="A name, nickname, part of a number plate, telephone number, postcode or account, or any words. "
        "“In quotation marks” for a phrase, -without to leave a word out.",
    )
    purpose = forms.ChoiceField(
        label="Whom or what is this search for?",
        help_text="Recorded with the search. You are not asked again for 30 minutes.",
        choices=[],
        reveals={OTHER: ["purpose_words"]},
    )
    purpose_words = forms.TextField(
        label="What it is for", max_length=200, error_messages={"required": "Enter what the search is for."}
    )

    def __init__(self, *args: Any, purposes: Sequence[Purpose], now: Purpose | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._purposes = {one.code: one for one in purposes}
        self._now = now
        if now is not None:
            del self.fields["purpose"], self.fields["purpose_words"]
            return
        choices = [(one.code, one.words) for one in purposes]
        self.fields["purpose"].choices = [*choices, (OTHER, "Something else")]  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        """Refuses what has no letter and no figure: nothing is filed under a picture or a sign.

        Without marks that would turn the heading round.
        """
        words = without_turns(self.cleaned_data["words"])
        if not any(character.isalnum() for character in words):
            raise ValidationError(NO_WORDS)
        return words

    def clean_purpose_words(self) -> str:
        """Refuses what says nothing to whoever reads the log: a dot, “n/a”."""
        words: str = self.cleaned_data["purpose_words"]
        if words and says_nothing(words):
            raise ValidationError(NO_PURPOSE)
        return words

    def clean(self) -> dict[str, Any]:
        """With the purpose that was chosen, or is in use."""
        given = super().clean() or self.cleaned_data
        code = given.get("purpose", "")
        chosen = Purpose(OTHER, given["purpose_words"]) if given.get("purpose_words") else self._purposes.get(code)
        return {**given, "chosen": self._now or chosen}


class NarrowForm(forms.Form):
    """What narrows the results. Each choice says how many there would be."""

    thing = forms.ManyField(label="Kind of thing", choices=Kind.choices, required=False)
    standing = forms.ManyField(label="Standing of a person of concern", choices=Standing.Level.choices, required=False)
    kind = forms.ManyField(label="Kind of report", choices=REPORTS, required=False)
    agency = forms.ManyField(label="Agency", choices=[], required=False)
    grade = forms.ManyField(label="Grade", choices=[], required=False)
    year = forms.ManyField(label="Year it was sent", choices=[], required=False)
    at = forms.ManyField(label="Place that reports name", choices=[], required=False)
    place = forms.TextField(
        label="Where it happened",
        required=False,
        help_text="Words of the place, where a report says where it happened.",
    )
    since = forms.DateField(label="Sent from", required=False)
    until = forms.DateField(label="Sent until", required=False)

    def __init__(
        self, *args: Any, agencies: Mapping[str, str], years: Sequence[int], places: Mapping[str, str], **kwargs: Any
    ) -> None:
        """`places` are the names of those chosen; `say_how_many` is given those that may be chosen beside them."""
        super().__init__(*args, **kwargs)
        grades = {f"{source}{said}": f"{source}{said}" for source in Grade.Source for said in Grade.Information}
        self._all: dict[str, dict[str, str]] = {
            "thing": {str(code): str(words) for code, words in Kind.choices},
            "standing": {str(code): str(words) for code, words in Standing.Level.choices},
            "kind": {str(code): str(words) for code, words in REPORTS},
            "agency": dict(agencies),
            "grade": {**grades, UNGRADED: "Ungraded", NOT_SHOWN: "Grade not shown"},
            "year": {str(year): str(year) for year in years},
            "at": dict(places),
        }
        for name, words in self._all.items():
            self.fields[name].choices = list(words.items())  # type: ignore[attr-defined]

    def say_how_many(self, counted: Mapping[str, Mapping[str, int]], places: Mapping[str, str]) -> None:
        """Beside each choice how many there would be; a choice without any is offered only while it is chosen."""
        self._all["at"] = {**places, **self._all["at"]}
        for name, words in self._all.items():
            chosen = self[name].value() or []
            some = counted.get(name, {})
            self.fields[name].choices = [  # type: ignore[attr-defined]
                (code, f"{label} ({so_many(some.get(code, 0))})")
                for code, label in words.items()
                if some.get(code) or code in chosen
            ]
            if not self.fields[name].choices:  # type: ignore[attr-defined]
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Refuses days in the wrong order, beside the second."""
        given = super().clean() or self.cleaned_data
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", "“Sent until” must be the same day as “Sent from” or later.")
        return given


def so_many(count: int) -> str:
    """A count as pages say it: exact to 1,000, then “1,000+”."""
    return f"{count:,}" if count <= COUNTED_TO else f"{COUNTED_TO:,}+"
