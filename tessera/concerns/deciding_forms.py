"""The small form of each kind of decision: reasons always, and exactly what that kind also needs."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from tessera.access.models import Agency
from tessera.assessments.models import Assessment
from tessera.assessments.terms import Level, as_it_stands
from tessera.concerns import policy
from tessera.concerns.forms import LONG, OnVersion, offer
from tessera.concerns.models import PRESENT, Decision, absent
from tessera.reference import policy as reference
from tessera.ui.forms import ChoiceField, DateField, Form, SelectField, TextArea, TextField

What = Decision.What
MONTHS_AHEAD = 24
# Working Together names these three as the fewest who take part in a strategy discussion.
THREE = (Agency.Kind.POLICE, Agency.Kind.SOCIAL_CARE, Agency.Kind.HEALTH)
TOOK_PART = [("present", "Took part"), ("absent", "Did not take part")]
HINTS = {
    What.STRATEGY: "Police, social care and health talk at once about significant harm.",
    What.ASSESS: "A named professional uses the exploitation assessment with the child.",
    What.KEEP: "With a date on which the desk looks again.",
    What.EARLY_HELP: "Below the threshold, with the exploitation assessment attached.",
    What.PASS_ON: "To an agency here, or to another area.",
    What.ANSWER_REQUEST: "It goes to the investigating team by itself where there is or was an investigation.",
    What.NOT_EXPLOITATION: "Say where help is instead.",
    What.NOT_ENOUGH: "Say what disruption was considered. A second named person must agree.",
}
# Beside those with a form here: the case is chosen on a page of the floor above.
OFFERED = {
    What.STRATEGY: HINTS[What.STRATEGY],
    What.ASSESS: HINTS[What.ASSESS],
    What.ADD_TO_CASE: "A child in it has an open case: its reports are shared with that case’s team.",
    **HINTS,
}
SECURE_ONLY = "Only an address at a domain on the secure list is taken: see Lists."


def secure_address(address: str) -> str:
    """An e-mail address that something which names a child may go to; nothing for none.

    Raises ValidationError with the sentence to show beside the field. REQ intake-secure-channel.
    """
    if address:
        validate_email(address)
        if not (may := reference.may_send_to(address)):
            raise ValidationError(may.reason)
    return address


class ChooseForm(Form):
    """What the desk decides to do. Adding to an open case has a page of its own, where the case is chosen."""

    what = ChoiceField(
        label="What do you decide?",
        choices=[(what.value, what.label) for what in OFFERED],
        hints={what.value: hint for what, hint in OFFERED.items()},
        size="m",
    )


class DecisionForm(OnVersion):
    """The reasons that every decision has. `options` are what this concern has to choose from."""

    reasons = TextArea(
        label="Why?", rows=4, max_length=LONG,
        help_text="Whoever is asked to do something by this decision, and their supervisors, read it with the task.",
    )  # fmt: skip

    def __init__(self, *args: Any, options: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        # The reasons come after what is particular to the kind.
        self.order_fields([name for name in self.fields if name != "reasons"])


def _took_part(kind: Agency.Kind) -> ChoiceField:
    label = f"Did {kind.label[:1].lower()}{kind.label[1:]} take part?"
    return ChoiceField(label=label, choices=TOOK_PART, reveals={"absent": [f"{kind.value}_because"]}, size="s")


def _because(kind: Agency.Kind) -> TextField:
    return TextField(label=f"Why did {kind.label[:1].lower()}{kind.label[1:]} not take part?")


class StrategyForm(DecisionForm):
    """Who took part in the strategy discussion, why anybody did not, and what was agreed."""

    police, police_because = _took_part(Agency.Kind.POLICE), _because(Agency.Kind.POLICE)
    social_care, social_care_because = _took_part(Agency.Kind.SOCIAL_CARE), _because(Agency.Kind.SOCIAL_CARE)
    health, health_because = _took_part(Agency.Kind.HEALTH), _because(Agency.Kind.HEALTH)
    agreed = TextArea(label="What was agreed?", rows=4, max_length=LONG)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        answers = [said.get(kind.value) for kind in THREE]
        if all(answers) and not (enough := policy.is_discussion(answers.count("present"))):
            raise ValidationError(enough.reason)
        return said

    def given(self) -> dict[str, Any]:
        said = self.cleaned_data
        attendance = {
            kind.value: PRESENT if said[kind.value] == "present" else absent(said[f"{kind.value}_because"])
            for kind in THREE
        }
        return {name: said[name] for name in ("version", "reasons", "agreed")} | {"attendance": attendance}


class AssessForm(DecisionForm):
    """Which child, and who assesses."""

    child = ChoiceField(label="Which child is assessed?", choices=[])
    assessor = SelectField(
        label="Who assesses?", choices=[], help_text="They can read this concern and its reports from then on."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["child"].choices = [(str(pk), words) for pk, words in self.options["children"]]
        offer(self.fields["assessor"], [(str(post.pk), str(post)) for post in self.options["assessors"]])

    def given(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        child, assessor = said.pop("child"), said.pop("assessor")
        pk, words = next((pk, words) for pk, words in self.options["children"] if str(pk) == child)
        chosen = next(post for post in self.options["assessors"] if str(post.pk) == assessor)
        return said | {"child_id": pk, "child_name": words, "assessor": chosen}


class KeepForm(DecisionForm):
    """When the desk looks again."""

    review_on = DateField(label="When does the desk look at it again?", help_text="For example, 27 3 2027.")

    def clean_review_on(self) -> dt.date:
        on, today = self.cleaned_data["review_on"], timezone.localdate()
        if on <= today:
            raise ValidationError("The date to look again must be after today.")
        if on > today + dt.timedelta(days=31 * MONTHS_AHEAD):
            raise ValidationError("The date to look again must be within two years.")
        return on


def _level(assessment: Assessment) -> str:
    return as_it_stands(Level(assessment.level), is_signed_off=assessment.signed_off_at is not None)


class EarlyHelpForm(DecisionForm):
    """Which agency offers early help, with which assessment."""

    agency = SelectField(label="Which agency offers early help?", choices=[])
    assessment = ChoiceField(label="Which assessment goes with it?", choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["agency"], [(agency.code, agency.name) for agency in self.options["agencies"]])
        self.fields["assessment"].choices = [
            (str(one.pk), f"{one}: {_level(one)}, {one.decided_at:%-d %B %Y}") for one in self.options["assessments"]
        ]

    def given(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        agency = next(one for one in self.options["agencies"] if one.code == said["agency"])
        assessment = next(one for one in self.options["assessments"] if str(one.pk) == said["assessment"])
        return said | {"agency": agency, "assessment": assessment}


class PassOnForm(DecisionForm):
    """To whom: an agency here, or another area."""

    whom = ChoiceField(
        label="Who takes it on?",
        choices=[("agency", "An agency of this partnership"), ("area", "Another area")],
        reveals={"agency": ["agency"], "area": ["area", "taker", "address"]},
    )
    agency = SelectField(
        label="Which agency?", choices=[],
        help_text="Its safeguarding leads can read the concern from then on. Your own has it already.",
    )  # fmt: skip
    area = TextField(label="Which area?")
    taker = TextField(label="Who there takes it on?", help_text="Name and role.")
    address = TextField(label="Which e-mail address does it go to?", help_text=SECURE_ONLY)

    def clean_address(self) -> str:
        return secure_address(self.cleaned_data["address"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["agency"], [(agency.code, agency.name) for agency in self.options["agencies"]])

    def given(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        chosen = next((one for one in self.options["agencies"] if one.code == said["agency"]), None)
        kept = ("version", "reasons", "area", "taker", "address")
        return {name: said[name] for name in kept} | {"agency": chosen}


class AnswerForm(DecisionForm):
    """The answer, unless there is or was an investigation: then the request goes to the team that investigates."""

    answer = TextArea(label="What is the answer?", rows=6, help_text="Whoever asked sees this in Tessera.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.options["investigator"]:
            del self.fields["answer"]

    def given(self) -> dict[str, Any]:
        return {"answer": "", **self.cleaned_data}


class SignpostForm(DecisionForm):
    """Where help is instead."""

    to = TextField(label="Where do you point them to?")
    address = TextField(
        label="If you send a referral, which e-mail address does it go to? (optional)", required=False,
        help_text=SECURE_ONLY,
    )  # fmt: skip

    def clean_address(self) -> str:
        return secure_address(self.cleaned_data["address"])


class NotEnoughForm(DecisionForm):
    """What disruption was considered before saying that there is not enough."""

    disruption_considered = TextArea(
        label="Which ways of disrupting those who may be exploiting were considered?", rows=4, max_length=LONG,
        help_text="A weak first account is not a low risk.",
    )  # fmt: skip
