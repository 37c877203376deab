"""Marking a report as a defined risk to a child, or an offence, and saying who has to act on it."""

from collections.abc import Iterable
from typing import Any

from tessera.access.models import Agency
from tessera.concerns import policy
from tessera.concerns.deciding_forms import SECURE_ONLY, secure_address
from tessera.concerns.forms import LONG
from tessera.concerns.models import Referral
from tessera.entities.models import Mention
from tessera.ui.forms import ChoiceField, Form, SelectField, TextArea, TextField

What = Referral.What
NO_CHILD = "The report names no child. Name the child on its concern first, or ring children’s social care."


class ReferForm(Form):
    """What is defined, of which child, why, and who acts on it."""

    what = ChoiceField(
        label="What does this report define?", choices=What.choices, reveals={What.RISK.value: ["child"]},
        hints={What.RISK.value: "It goes to children’s social care where the child lives.",
               What.OFFENCE.value: "It goes to the police of the place."},
    )  # fmt: skip
    child = SelectField(label="Which child?", choices=[], help_text="As the report names them.")
    because = TextArea(
        label="What is the risk, or the offence?", rows=4, max_length=LONG,
        help_text="Whoever has to act reads this with the task. Do not write who the source is.",
    )  # fmt: skip
    whom = ChoiceField(
        label="Who has to act on it?",
        choices=[("agency", "An agency of this partnership"), ("area", "Another area’s authority or force")],
        reveals={"agency": ["agency"], "area": ["area", "taker", "address"]},
    )  # fmt: skip
    agency = SelectField(
        label="Which agency?", choices=[], help_text="Its safeguarding leads can read this report from then on."
    )
    area = TextField(
        label="Which authority or force?", help_text="Where the child lives, even if they are placed here."
    )
    taker = TextField(label="Who there takes it on?", help_text="Name and role.")
    address = TextField(label="Which e-mail address does it go to?", help_text=SECURE_ONLY)

    def __init__(self, *args: Any, children: Iterable[Mention], agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children = {str(one.pk): one for one in children}
        self.agencies = {one.code: one for one in agencies}
        self.fields["child"].choices = [("", "Choose…"), *((pk, one.words) for pk, one in self.children.items())]
        named = [(code, f"{one.name} ({one.get_kind_display().lower()})") for code, one in self.agencies.items()]
        self.fields["agency"].choices = [("", "Choose…"), *named]

    def clean_address(self) -> str:
        return secure_address(self.cleaned_data["address"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("what") == What.RISK and not self.children:
            self._errors.pop("child", None)
            self.add_error("what", NO_CHILD)
        agency = self.agencies.get(said.get("agency") or "")
        if said.get("what") and agency and not (may := policy.may_refer_to(What(said["what"]), agency)):
            self.add_error("agency", may.reason)
        return said

    @property
    def given(self) -> dict[str, Any]:
        """What `referring.refer` takes. Ask `is_valid()` first."""
        said = self.cleaned_data
        kept = {name: said[name] for name in ("what", "because", "area", "taker", "address")}
        return kept | {"child": self.children.get(said["child"]), "agency": self.agencies.get(said["agency"])}
