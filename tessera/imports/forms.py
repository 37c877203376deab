"""Giving a list, and saying what each of its columns is."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings

from tessera.imports import columns
from tessera.imports.models import Import
from tessera.reference.models import ImportProfile
from tessera.ui.forms import ChoiceField, FileField, Form, SelectField, TextField

TAKES = ".csv,.txt,.xlsx,.json,.jsonl,.ndjson"
SHOWN = 60  # characters of a cell beside its column
AS_IT_SAYS = "utf-8"
LETTERS = [
    (AS_IT_SAYS, "UTF-8, or what the file itself says"),
    ("cp1252", "“Windows (Western European)”, as older spreadsheets save"),
]
READERS = [
    ("wide", "The triage desk, and the safeguarding leads of your agency"),
    ("narrow", "The triage desk alone"),
]


class FileForm(Form):
    """The rows that were mended."""

    file = FileField(
        label="The file",
        max_megabytes=settings.MAX_FILE_MEGABYTES,
        accept=TAKES,
        help_text="CSV, Excel (.xlsx, without macros) or JSON. The first row names each column. Of a workbook the first sheet is read.",
    )
    encoding = ChoiceField(label="Letters", choices=LETTERS, required=False, initial=AS_IT_SAYS)

    def clean_encoding(self) -> str:
        chosen: str = self.cleaned_data["encoding"]
        return "" if chosen == AS_IT_SAYS else chosen


class GiveForm(FileForm):
    """What the list is, where it is from, and who will read its reports."""

    profile = ChoiceField(label="What kind of list is it?", choices=[])
    source = TextField(
        label="Which system or list is it from?",
        max_length=100,
        help_text="Such as “Licensing cameras”. Write the same words each time, in capitals or not: rows are told apart by them and their reference.",
    )
    seen_by = ChoiceField(label="Who will read the reports?", choices=READERS, initial="wide")
    field_order = ("profile", "source", "file", "encoding", "seen_by")

    def __init__(self, *args: Any, profiles: Iterable[ImportProfile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profiles = {one.code: one for one in profiles}
        self.fields["profile"].choices = [(one.code, one.label) for one in self.profiles.values()]
        self.fields["profile"].hints = {one.code: one.note for one in self.profiles.values()}

    @property
    def given(self) -> dict[str, Any]:
        """What `services.give` takes besides the file. Ask `is_valid()` first."""
        said = self.cleaned_data
        return {
            "profile": self.profiles[said["profile"]],
            "source": said["source"],
            "encoding": said["encoding"],
            "desk_only": said["seen_by"] == "narrow",
        }


class ColumnsForm(Form):
    """What each column is. It opens with what it was the last time, or what its name suggests."""

    def __init__(self, *args: Any, given: Import, first: Sequence[Sequence[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given = given
        choices = [(one.id, one.label) for one in columns.targets_of(given.profile).values()]
        choices += [(columns.WORDS, "Only in the words of the report"), (columns.LEAVE, "Leave it out")]
        for place, name in enumerate(given.header):
            cells = [row[place].strip()[:SHOWN] for row in first]
            said = "; ".join(f"“{cell}”" for cell in cells if cell)
            self.fields[f"column_{place}"] = SelectField(
                label=name,
                choices=choices,
                initial=given.mapping.get(name, columns.WORDS),
                help_text=f"It says: {said}" if said else "It is empty in the first rows.",
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        mapping = self.mapping
        if not self.errors:
            for name, sentence in columns.faults_in(self.given.profile, self.given.header, mapping).items():
                place = self.given.header.index(name) if name else 0
                self.add_error(f"column_{place}", sentence)
        return said

    @property
    def mapping(self) -> dict[str, str]:
        """What was said of each column, by its name."""
        return {name: self.cleaned_data.get(f"column_{place}", "") for place, name in enumerate(self.given.header)}
