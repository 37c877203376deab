"""Form fields that speak plain English and carry what the design system's macros need.

A plain Django field is drawn correctly too; these add sizes, hints beside each choice, answers that reveal
another question, and sentences that name the question they are about.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import multipartparser

from tessera.lib.invisible import is_blank

# A file's name travels in a header of its part. Past Django's 1 KB the whole page is refused with no form to say
# so on, and what was typed is gone; with room for any name, the file field says it in a sentence.
multipartparser.MAX_TOTAL_HEADER_SIZE = 64 * 1024  # bytes
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
LONGEST_NAME = 255  # characters: Django cuts a longer file name to this, silently
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
LINE, PAGE = 200, 20_000


def subject(label: str) -> str:
    """The question as a sentence speaks of it: “Phone number”, or the whole question in quotation marks."""
    return f"“{label}”" if label.endswith("?") else label


def answering(label: str, verb: str) -> str:
    """What to say when a question that must be answered was not: “Enter phone number.”"""
    if label.endswith("?"):
        return f"{verb} an answer to “{label}”"
    return f"{verb} {label if label[1:2].isupper() else label[:1].lower() + label[1:]}."


class Worded:
    """What every field here shares: its label's size, whether that is the page's heading, its sentences."""

    verb = "Enter"

    def __init__(
        self,
        *args: Any,
        label: str,
        size: str | None = None,
        is_page_heading: bool = False,
        attrs: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        sentences = {"required": answering(label, self.verb), **self.sentences(label)}
        kwargs["error_messages"] = sentences | kwargs.get("error_messages", {})
        super().__init__(*args, label=label, **kwargs)
        self.size = size
        self.is_page_heading = is_page_heading
        self.widget.attrs.update(attrs or {})  # type: ignore[attr-defined]  # the form field this is mixed into has one

    def sentences(self, label: str) -> dict[str, str]:
        """More error messages of this kind of field, by Django's code for each."""
        return {}


class TextField(Worded, forms.CharField):
    """One line of words. `width` is 2, 3, 4, 5, 10, 20 or 30 characters, where the length is known."""

    def __init__(
        self,
        *,
        width: int | None = None,
        autocomplete: str | None = None,
        max_length: int = LINE,
        attrs: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        more = {"autocomplete": autocomplete} if autocomplete else {}
        super().__init__(max_length=max_length, attrs={**(attrs or {}), **more}, **kwargs)
        self.width = width

    def to_python(self, value: Any) -> str:
        """The words with one kind of line end. Django's own refusal of NUL follows, in our sentence.

        Bytes that are no letters arrive as �: what stood there is lost, so it is asked for again, never kept.
        Marks that cannot be seen are no answer: a required question is then asked again.
        """
        text = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
        if any("\ud800" <= character <= "\udfff" or character == UNREADABLE for character in text):
            raise ValidationError(self.error_messages["null_characters_not_allowed"], code="surrogate")
        return "" if is_blank(text) and "\0" not in text else text

    def sentences(self, label: str) -> dict[str, str]:
        what = subject(label)
        return {
            "max_length": f"{what} must be %(limit_value)s characters or fewer. It is %(show_value)s.",
            "min_length": f"{what} must be %(limit_value)s characters or more. It is %(show_value)s.",
            "null_characters_not_allowed": f"{what} has a character that cannot be read. "
            "It is shown as �: type that part again.",
        }


class TextArea(TextField):
    """As much as somebody needs to write. Give `max_length` and the page counts the characters left."""

    widget = forms.Textarea

    def __init__(
        self,
        *,
        rows: int = 5,
        max_length: int | None = None,
        attrs: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(max_length=max_length or PAGE, attrs={**(attrs or {}), "rows": rows}, **kwargs)
        self.is_counted = max_length is not None


class _Choosing(Worded):
    """Answers to choose from. `hints` are by answer; `reveals` names the fields that an answer opens.

    `keys` are the access keys that choose an answer, by answer. The page that has them says what they are.
    """

    verb = "Choose"

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, Sequence[str]] | None = None,
        keys: Mapping[str, str] | None = None,
        layout: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.keys = dict(keys or {})
        self.hints = dict(hints or {})
        self.reveals = {answer: list(names) for answer, names in (reveals or {}).items()}
        self.layout = layout

    def sentences(self, label: str) -> dict[str, str]:
        return {
            "invalid_choice": f"{subject(label)} has an answer that is not on the list. Choose again.",
            "invalid_list": f"{subject(label)} has an answer that is not on the list. Choose again.",
        }


class ChoiceField(_Choosing, forms.ChoiceField):
    """One answer, as radios. `layout="inline"` for two or three short ones, `"small"` for a dense page."""

    widget = forms.RadioSelect


class SelectField(_Choosing, forms.ChoiceField):
    """One answer from a list too long for radios. It begins with nothing chosen."""

    def __init__(self, *, choices: Any, nothing: str = "Choose…", **kwargs: Any) -> None:
        def with_nothing() -> list[tuple[Any, Any]]:
            return [("", nothing), *(choices() if callable(choices) else choices)]

        super().__init__(choices=with_nothing, **kwargs)


class ManyField(_Choosing, forms.MultipleChoiceField):
    """Any number of answers, as checkboxes."""

    widget = forms.CheckboxSelectMultiple


class DateParts(forms.TextInput):
    """Day, month and year in three boxes, as typed."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [data.get(f"{name}-{part}", "").strip() for part in ("day", "month", "year")]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in ("day", "month", "year"))

    def decompress(self, value: Any) -> list[str]:
        """The three boxes, from a day already held or from what was typed."""
        if isinstance(value, dt.date):
            return [str(value.day), str(value.month), str(value.year)]
        return list(value) if value else ["", "", ""]


class DateField(Worded, forms.Field):
    """An exact day in three boxes, such as a date of birth. For “about 12 March” use a TextField."""

    widget = DateParts

    def sentences(self, label: str) -> dict[str, str]:
        what = subject(label)
        return {
            "incomplete": f"{what} must have a day, a month and a year.",
            "year": f"{what} must have a year of 4 numbers, such as 2026.",
            "invalid": f"{what} must be a real date, such as 14 3 2026.",
        }

    def to_python(self, value: Any) -> dt.date | None:
        day, month, year = self.widget.decompress(value)
        if not (day or month or year):
            return None
        if not (day and month and year):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        if not (len(year) == 4 and year.isascii() and year.isdigit()):
            raise ValidationError(self.error_messages["year"], code="year")
        if month[:3].lower() in MONTHS:
            month = str(MONTHS.index(month[:3].lower()) + 1)
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.widget.decompress(initial) != self.widget.decompress(data)


class Files(forms.FileInput):
    """A chooser that takes more than one file."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class FileField(Worded, forms.FileField):
    """One file. Its type is found from its content by `documents`, never believed from its name."""

    verb = "Choose"
    widget = forms.FileInput

    def __init__(self, *, max_megabytes: int = 20, accept: str = "", **kwargs: Any) -> None:
        super().__init__(attrs={"accept": accept} if accept else {}, **kwargs)
        self.max_megabytes = max_megabytes

    def sentences(self, label: str) -> dict[str, str]:
        what = subject(label)
        return {
            "empty": f"{what}: the file is empty. Choose another.",
            "invalid": f"{what}: the file did not arrive. Choose it again.",
            "missing": f"{what}: the file did not arrive. Choose it again.",
            "too_large": f"{what}: each file must be smaller than %(limit)s MB.",
            "name_too_long": f"{what}: a file has a name that is too long. Give it a shorter name and choose it again.",
            "name_unreadable": f"{what}: a file has a name that cannot be read. Rename it and choose it again.",
        }

    def to_python(self, value: Any) -> Any:
        taken = super().to_python(value)
        if taken is not None and taken.size > self.max_megabytes * 1024 * 1024:
            raise ValidationError(self.error_messages["too_large"], params={"limit": self.max_megabytes})
        if taken is not None and len(taken.name) >= LONGEST_NAME:
            raise ValidationError(self.error_messages["name_too_long"], code="name_too_long")
        if taken is not None and UNREADABLE in taken.name:
            raise ValidationError(self.error_messages["name_unreadable"], code="name_unreadable")
        return taken


class FilesField(FileField):
    """Any number of files. The answer is a list, empty when none was chosen."""

    widget = Files

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)

    def clean(self, value: Any, initial: Any = None) -> list[UploadedFile]:
        given = [one for one in value or [] if one is not None]
        if not given:
            super().clean(None, None)
            return []
        wrong = [f"{one.name}: {sentence}" for one in given for sentence in self.wrong_with(one)]
        if wrong:
            raise ValidationError(wrong)
        return given

    def wrong_with(self, one: UploadedFile) -> list[str]:
        """What stops this one of the files chosen: the others are not to blame for it."""
        try:
            super().clean(one)
        except ValidationError as error:
            return [sentence.partition(": ")[2] or sentence for sentence in error.messages]
        return []
