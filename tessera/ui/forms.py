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
    """

    def __init__(self, *args: Any, as_typed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.as_typed = as_typed

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
            for answer, opened in getattr(field, "reveals", {}).items():
                given = self.cleaned_data.get(name)
                if answer != given and answer not in (given if isinstance(given, list) else []):
                    self._forget(opened)

    def _forget(self, names: list[str]) -> None:
        """A question that no answer opened was not asked: whatever stands in it is neither wrong nor kept."""
        for name in names:
            self._errors.pop(name, None)
            self.cleaned_data[name] = self.fields[name].to_python("") if name in self.fields else None
