"""Rows of the same question, added and removed by ordinary buttons, so they work without JavaScript."""

from typing import Any

from django.forms import BaseForm
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict


class AddAnother(BaseFormSet):
    """A formset whose “Add another” and “Remove” buttons send the page round and keep everything typed.

    The view makes it and its form from the same POST, passes `as_typed=rows.is_changing` to the form, and
    asks both whether they are valid: while a row is added or removed neither is, and neither shows an error.
    """

    template_name = "ui/forms/formset.html"

    def __init__(self, data: Any = None, *args: Any, prefix: str, **kwargs: Any) -> None:
        self.is_changing = False
        if data:
            data = self._changed(data, prefix)
        super().__init__(data, *args, prefix=prefix, **kwargs)

    def is_valid(self) -> bool:
        return not self.is_changing and super().is_valid()

    def full_clean(self) -> None:
        if self.is_changing:
            self._errors: list[Any] = []
            self._non_form_errors = self.error_class()
            return
        super().full_clean()

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"as_typed": self.is_changing}

    @property
    def may_add(self) -> bool:
        """Whether there is room for another row."""
        return self.total_form_count() < self.max_num

    @property
    def filled(self) -> list[dict[str, Any]]:
        """What was written in each row that has something in it. Ask `is_valid()` first."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]

    def _changed(self, data: Any, prefix: str) -> Any:
        """The POST with a row more or a row less, when one of those buttons sent it."""
        total = f"{prefix}-TOTAL_FORMS"
        try:
            rows = max(0, int(data.get(total, "")))
        except ValueError:
            return data  # Django's own check says that the page's hidden fields were changed.
        rows = min(rows, self.absolute_max)
        gone = next((row for row in range(rows) if f"{prefix}-{row}-remove" in data), None)
        if gone is None and f"{prefix}-add" not in data:
            return data
        self.is_changing = True
        kept = QueryDict(mutable=True)
        for name in data:
            if (moved := _moved(name, prefix, gone)) is not None:
                kept.setlist(moved, data.getlist(name))
        kept[total] = str(min(rows + 1, self.max_num) if gone is None else max(rows - 1, self.min_num, 1))
        kept[f"{prefix}-INITIAL_FORMS"] = "0"
        return kept


def _moved(name: str, prefix: str, gone: int | None) -> str | None:
    """A field's name after row `gone` is taken out: rows below move up one. None for a field of that row."""
    start, _, rest = name.removeprefix(f"{prefix}-").partition("-")
    if gone is None or not name.startswith(f"{prefix}-") or not start.isdecimal() or not rest:
        return name
    row = int(start)
    if row == gone:
        return None
    return name if row < gone else f"{prefix}-{row - 1}-{rest}"


def add_another(form: type[BaseForm], *, row: str, at_most: int = 20, at_least: int = 0) -> type[AddAnother]:
    """A formset of this form. `row` is what one is called: “Person”, so “Person 2”, “Add another person”."""
    made = formset_factory(
        form,
        formset=AddAnother,
        extra=0 if at_least else 1,
        min_num=at_least,
        max_num=at_most,
        validate_max=True,
        validate_min=bool(at_least),
        absolute_max=at_most + 1,
    )
    made.row_name = row  # type: ignore[attr-defined]  # the stubs forget that it is an AddAnother
    return made
