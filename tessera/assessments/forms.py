"""Forms of what is added beside the parts of an assessment, and of the decision."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from tessera.assessments import policy, rulebook
from tessera.assessments.instrument import Answers
from tessera.assessments.models import Assessment, Told
from tessera.assessments.part_forms import FROM_VALUE, TO_VALUE, PartForm, yes_or_no
from tessera.assessments.terms import Level, NwgCategory, Part
from tessera.lib.when import Unreadable, parse
from tessera.ui import forms, words

TOLD_BEFORE = timedelta(days=30)  # a telling this long before the assessment began was about something else


class TellForm(forms.Form):
    """Who was told at once."""

    whom = forms.ChoiceField(label="Whom did you tell?", choices=Told.Whom.choices)
    person = forms.TextField(label="Name or reference", help_text="Who you spoke to, or the reference they gave.")
    told_at = forms.TextField(label="When?", help_text="The day and the time, for example today 16:30.", width=20)

    def __init__(self, *args: Any, started_at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.started_at = started_at

    def clean_told_at(self) -> datetime:
        try:
            when = parse(self.cleaned_data["told_at"], now=timezone.now())
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        if when.earliest != when.latest:
            raise ValidationError("Write the time as well as the day, for example today 16:30.")
        if when.earliest < self.started_at - TOLD_BEFORE:
            raise ValidationError(
                f"That is more than {TOLD_BEFORE.days} days before this assessment was started. "
                "Write when they were told of what is written here."
            )
        return when.earliest


NO_MODEL_BEFORE = date(1990, 1, 1)  # no child of today was born; an older year is a slip of the hand


class ModelForm(forms.Form):
    """A model of exploitation that may be at work."""

    model = forms.SelectField(label="Model of exploitation", choices=[])
    from_on = forms.DateField(label="Seen from", help_text="For example, 27 3 2026.")
    until_on = forms.DateField(label="Seen until, if it has ended", required=False)
    note = forms.TextArea(label="What points to it", rows=3, required=False)

    def __init__(self, *args: Any, models: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.models = {row.code: row for row in models}
        self.fields["model"].choices = [
            ("", "Choose…"),
            *((code, row.label) for code, row in self.models.items()),
        ]

    def clean_from_on(self) -> date:
        from_on = _not_later_than_today(self.cleaned_data["from_on"], "“Seen from”")
        if from_on < NO_MODEL_BEFORE:
            raise ValidationError(f"“Seen from” must be {words.date(NO_MODEL_BEFORE)} or later.")
        return from_on

    def clean_until_on(self) -> date | None:
        until_on: date | None = self.cleaned_data["until_on"]
        return _not_later_than_today(until_on, "“Seen until”") if until_on else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["model"] = self.models.get(cleaned.get("model", ""))
        _in_order(self, "from_on", "until_on", "“Seen until” must be the same day as “Seen from”, or later.")
        return cleaned


class EndModelForm(forms.Form):
    """When a model was last at work."""

    until_on = forms.DateField(label="Seen until", help_text="For example, 27 3 2026.")

    def __init__(self, *args: Any, from_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.from_on = from_on

    def clean_until_on(self) -> date:
        until_on = _not_later_than_today(self.cleaned_data["until_on"], "“Seen until”")
        if until_on < self.from_on:
            raise ValidationError("“Seen until” must be the same day as “Seen from”, or later.")
        return until_on


class AskForm(forms.Form):
    """An agency that was asked what it knows."""

    agency = forms.SelectField(label="Agency", choices=[])
    asked_on = forms.DateField(label="Asked on", help_text="For example, 27 3 2026.")

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"asked_on": timezone.localdate()}, **kwargs)
        self.agencies = {row.code: row for row in agencies}
        self.fields["agency"].choices = [
            ("", "Choose…"),
            *((code, row.name) for code, row in self.agencies.items()),
        ]

    def clean_asked_on(self) -> date:
        return _not_later_than_today(self.cleaned_data["asked_on"], "“Asked on”")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["agency"] = self.agencies.get(cleaned.get("agency", ""))
        return cleaned


class AnswerForm(forms.Form):
    """What an agency answered."""

    answer = forms.TextArea(label="What did they answer?", help_text="Nothing known is an answer: write that.")
    answered_by = forms.TextField(label="Who there answered?")
    answered_on = forms.DateField(label="Answered on", help_text="For example, 27 3 2026.")

    def __init__(self, *args: Any, asked_on: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"answered_on": timezone.localdate()}, **kwargs)
        self.asked_on = asked_on

    def clean_answered_on(self) -> date:
        answered_on = _not_later_than_today(self.cleaned_data["answered_on"], "“Answered on”")
        if answered_on < self.asked_on:
            raise ValidationError("“Answered on” must be the day they were asked, or later.")
        return answered_on


class AdviceForm(forms.Form):
    """Specialist advice that was taken after the decision."""

    advice = forms.TextArea(
        label="What specialist advice was taken?", help_text="Who gave it, when, and what they advised."
    )


class FindingForm(forms.Form):
    """What another tool found."""

    tool = forms.TextField(label="Tool", help_text="For example, AssetPlus.")
    found_by = forms.TextField(label="Who found it", help_text="The author and their agency.")
    found_on = forms.DateField(label="Date of the finding", help_text="For example, 27 3 2026.")
    finding = forms.TextArea(label="What it found")

    def clean_found_on(self) -> date:
        return _not_later_than_today(self.cleaned_data["found_on"], "“Date of the finding”")


class StepUpForm(PartForm):
    """The assessor's judgement of what the vulnerabilities do to the risk."""

    elevates = yes_or_no(label="Do the vulnerabilities take this child well past the threshold?")
    reason = forms.TextArea(label="Why do you judge so?", required=False)

    @staticmethod
    def held(answers: Answers) -> dict[str, Any]:
        """The judgement as it stands."""
        assessment = answers.assessment
        elevates = assessment.vulnerabilities_significantly_elevate
        is_judged = assessment.step_up_by_id is not None
        return {
            "version": answers.version(Part.STEP_UP),
            "elevates": FROM_VALUE[elevates] if is_judged else "",
            "reason": assessment.step_up_reason,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["elevates"] = TO_VALUE[cleaned.get("elevates") or ""]
        if cleaned["elevates"] and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Write why: a step up is your judgement, with your name and your reason.")
        return cleaned


class CategoryForm(PartForm):
    """The category of the risk cycle, with the signals relied on.

    The signals are the cycle’s own list, and rest on history too: one need not be a sign that was ticked here. The page
    says which were. Before there is a category, those ticked and confirmed here are chosen already. Where there is none
    to rely on, the reason carries the category.
    """

    category = forms.ChoiceField(label="Category", choices=[])
    signals = forms.ManyField(label="Signals relied on", choices=[], required=False)
    reason = forms.TextArea(label="Why this category?", rows=3)

    def __init__(self, *args: Any, labels: dict[str, str], answers: Answers, **kwargs: Any) -> None:
        super().__init__(*args, initial=self._held(answers, labels), **kwargs)
        self.ticked, rows = _ticked(answers, labels), rulebook.cycle()
        self.typical = {row.code: row.more["typical_signals"] for row in rows}
        self.fields["category"].choices = [(row.code, NwgCategory(row.code).label) for row in rows]
        self.fields["category"].hints = {row.code: row.more["label"] for row in rows}
        self.fields["signals"].choices = list(labels.items())
        self.fields["signals"].hints = dict.fromkeys(self.ticked, "Ticked in this assessment")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typical = self.typical.get(cleaned.get("category", ""), ())
        if set(self.ticked) & set(typical) and not cleaned.get("signals") and "signals" not in self.errors:
            self.add_error("signals", "Choose at least one signal that this category relies on.")
        return cleaned

    @staticmethod
    def _held(answers: Answers, labels: dict[str, str]) -> dict[str, Any]:
        assessment = answers.assessment
        signals = assessment.nwg_signals if assessment.nwg_category else _ticked(answers, labels)
        return {
            "version": answers.version(Part.CYCLE),
            "category": assessment.nwg_category,
            "signals": signals,
            "reason": assessment.nwg_reason,
        }


def _ticked(answers: Answers, labels: dict[str, str]) -> list[str]:
    confirmed = [tick.indicator.code for tick in answers.ticks if tick.indicator and tick.is_confirmed]
    return [code for code in confirmed if code in labels]


class DecideForm(forms.Form):
    """The professional's decision."""

    level = forms.ChoiceField(label="What exploitation level do you decide?", choices=Level.choices)
    reason = forms.TextArea(
        label="Why?",
        required=False,
        rows=4,
        help_text="Needed when you go lower than the rule suggests, or than the last level signed off.",
    )
    next_conversation = forms.TextArea(
        label="What is the next conversation?", required=False, rows=3,
        help_text="With the child, or with someone they trust: who, where and when. No sign is proof; ask gently.",
    )  # fmt: skip
    need_without_service = forms.TextArea(
        label="Is there a need that no service meets?", required=False, rows=3,
        help_text="The level does not depend on what services there are. What is missing is counted for the partnership.",
    )  # fmt: skip

    def __init__(self, *args: Any, suggested: Level | None, last_signed: Level | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggested, self.last_signed = suggested, last_signed

    @staticmethod
    def held(assessment: Assessment) -> dict[str, str]:
        """What was written with the decision that was sent back. The level itself is decided anew."""
        return {name: getattr(back, name) for back in assessment.times_sent_back[-1:] for name in _DECIDED_WITH}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.suggested and cleaned.get("level"):
            given = (cleaned["level"], cleaned.get("reason", ""))
            answer = policy.may_set_level(self.suggested, *given, last_signed=self.last_signed)
            if not answer:
                self.add_error("reason", answer.reason)
        return cleaned


_DECIDED_WITH = ("reason", "next_conversation", "need_without_service")


class SignOffForm(forms.Form):
    """What a second person makes of the thinking."""

    comment = forms.TextArea(
        label="What do you make of the thinking?",
        help_text="What it rests on, what it takes for granted, and what you would ask next. The assessor reads this.",
    )


def _not_later_than_today(day: date, what: str) -> date:
    if day > timezone.localdate():
        raise ValidationError(f"{what} must be today or earlier.")
    return day


def _in_order(form: forms.Form, first: str, last: str, sentence: str) -> None:
    start, end = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if start and end and end < start:
        form.add_error(last, sentence)
