"""The base of every form, and the renderer that makes `{{ form.name.as_field_group() }}` right everywhere."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict

from tessera.ui.fields import (
    ChoiceField,
    DateField,
    FileField,
    FilesField,
    ManyField,
    SelectField,
    TextArea,
    TextField,
)
from tessera.ui.formsets import AddAnother, add_another

__all__ = [
    "AddAnother",
    "ChoiceField",
    "DateField",
    "FileField",
    "FilesField",
    "Form",
    "ManyField",
    "Renderer",
    "SelectField",
    "TextArea",
    "TextField",
    "add_another",
]


class Renderer(TemplatesSetting):
    """Draws forms with the pages' own templates. Settings name it in FORM_RENDERER."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"


class Form(forms.Form):
    """A form as people fill it in.

    `as_typed=True` shows what was typed without checking it: a draft fetched again, or a page that came back
    only because a row was added. Such a form is never valid and has no errors.

    What was typed behind an answer that was not given is asked about, and drawn in the open: without a script every
    question is on the page, and with one what is hidden is still sent.
    """

    def __init__(self, *args: Any, as_typed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.as_typed = as_typed
        self.typed_behind: dict[str, list[str]] = {}  # by question: what was typed behind an answer that was not given

    @property
    def revealed(self) -> set[str]:
        """Names of the fields drawn inside another field's answer, so not on their own."""
        lists = [names for field in self.fields.values() for names in getattr(field, "reveals", {}).values()]
        return {name for names in lists for name in names}

    def is_valid(self) -> bool:
        return not self.as_typed and super().is_valid()

    def full_clean(self) -> None:
        if self.as_typed:
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}
            return
        super().full_clean()

    def choose_again(self, name: str) -> str:
        """For a file field of a page that came back: which files the browser has forgotten."""
        if not self.is_bound or not isinstance(self.fields[name], FileField):
            return ""
        chosen = self.files.getlist(self.add_prefix(name)) if hasattr(self.files, "getlist") else []
        names = ", ".join(file.name for file in chosen)
        return f"You chose {names}. Choose again: a page that comes back cannot keep a file." if names else ""

    def _clean_fields(self) -> None:
        super()._clean_fields()
        for name, field in self.fields.items():
            given, is_wrong = self.cleaned_data.get(name), name in self._errors
            chosen = given if isinstance(given, list) else [given]
            for answer, opened in getattr(field, "reveals", {}).items():
                if answer in chosen:
                    continue
                self._forget(opened)
                for other in opened:
                    if not is_wrong and other in self.fields and self._was_typed_in(other):
                        self.typed_behind.setdefault(name, []).append(other)
                        self.add_error(name, self._typed_behind(name, answer, given, other))

    def _forget(self, names: list[str]) -> None:
        """A question that no answer opened was not asked: whatever stands in it is neither wrong nor kept."""
        for name in names:
            self._errors.pop(name, None)
            self.cleaned_data[name] = self.fields[name].to_python("") if name in self.fields else None

    def _was_typed_in(self, name: str) -> bool:
        """Whether somebody wrote in a field that no answer opened. What stood there before they came is let go."""
        field, box = self.fields[name], self[name]
        parts = box.data if isinstance(box.data, list | tuple) else [box.data]
        is_blank = not any(str(part).strip() for part in parts if part is not None)
        return not is_blank and bool(field.has_changed(box.initial, box.data))

    def _typed_behind(self, name: str, answer: str, given: Any, other: str) -> str:
        """What to say beside a question whose answer leaves shut what was typed: nothing typed goes without a word."""
        field, label = self.fields[name], self.fields[other].label
        if isinstance(given, list):
            ticked = dict(field.choices)[answer]
            return f"“{label}” has an answer, and “{ticked}” is not ticked. Tick it, or take that answer out."
        if given:
            chosen = dict(field.choices)[given]
            return f"“{label}” has an answer, and you chose “{chosen}”. Choose again, or take that answer out."
        return f"“{label}” has an answer, and “{field.label}” has none. Answer it, or take that answer out."
