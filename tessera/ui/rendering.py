"""From a Django form field to the design system's macro for it: which macro, with which parameters."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms import BaseForm, BaseFormSet, BoundField
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tessera.ui.fields import UNREADABLE, DateParts

Parameters = dict[str, Any]
# Everything that Python's splitlines (so Jinja2's indent) takes for the end of a line.
REFERENCES = {ord(end): f"&#{ord(end)};" for end in "\n\v\f\x1c\x1d\x1e\u2028\u2029"}


def field_parts(field: BoundField) -> tuple[str, Parameters]:
    """The kind of control a field is drawn as, and its macro's parameters.

    Kinds: hidden, input, textarea, count (a textarea that counts characters), select, radios, checkboxes,
    tick (one checkbox), file, date. Any Django field is drawn by its widget; those of `fields` say more.
    """
    widget = field.field.widget
    parts: Parameters = {"name": field.html_name, "attributes": _attributes(widget)}
    if error := " ".join(str(error) for error in field.errors):
        parts["errorMessage"] = {"text": shown(error)}
    if hint := _hint(field):
        parts["hint"] = {"text": hint}
    match widget:
        case forms.HiddenInput():
            return "hidden", parts | {"id": field.auto_id, "value": typed(field)}
        case DateParts():
            return "date", parts | _date(field, bool(field.errors))
        case forms.CheckboxSelectMultiple():
            return "checkboxes", parts | _choices(field, "checkboxes", [str(value) for value in field.value() or []])
        case forms.RadioSelect():
            return "radios", parts | _choices(field, "radios", [str(field.value())])
        case forms.CheckboxInput():
            return "tick", _tick(field, parts)
        case forms.Select():
            return "select", parts | _labelled(field) | {"items": _options(field)}
        case forms.FileInput():
            return "file", parts | _labelled(field) | {"multiple": widget.allow_multiple_selected}
        case forms.Textarea():
            kind = "count" if getattr(field.field, "is_counted", False) else "textarea"
            more = {"value": typed(field), "rows": widget.attrs.get("rows", 5)}
            limit = {"maxlength": field.field.max_length} if kind == "count" else {}
            return kind, parts | _labelled(field) | more | limit
    return "input", parts | _labelled(field) | _line(field)


def faults(*shapes: BaseForm | BaseFormSet) -> list[dict[str, str]]:
    """Every error of these forms and formsets, in page order, as the error summary's links."""
    return [fault for shape in shapes for form in _forms(shape) for fault in _faults_of(form)]


def shown(text: Any) -> str:
    """Text as a page can carry it: characters that no page can hold (NUL, half a pair) show as �."""
    kept = str(text).replace("\0", UNREADABLE)
    return kept.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def typed(field: BoundField) -> SafeString:
    """What the person typed, or what was there before, exactly.

    Line ends are written as character references because the macros indent what they wrap, which would
    otherwise push two more spaces into every line each time the page came back. A password never comes back.
    """
    value = field.value()
    if value is None or not getattr(field.field.widget, "render_value", True):
        return mark_safe("")  # nothing  # nosec B308
    text = field.field.widget.format_value(value)
    # U+0085 is a line end too, and the one character whose reference means another.
    lines = re.sub("\r\n|\r|\x85", "\n", shown("" if text is None else text))
    # A browser drops the first line end of a textarea: one more is there to be dropped.
    lines = "\n" + lines if lines.startswith("\n") else lines
    return mark_safe(str(escape(lines)).translate(REFERENCES))  # noqa: S308 - escaped on this line  # nosec B308, B703


def _forms(shape: BaseForm | BaseFormSet) -> Iterator[Any]:
    if isinstance(shape, BaseFormSet):
        yield shape
        yield from shape.forms
    else:
        yield shape


def _faults_of(form: Any) -> Iterable[dict[str, str]]:
    if isinstance(form, BaseFormSet):
        return [{"text": shown(error)} for error in form.non_form_errors()]
    general = [{"text": shown(error)} for error in form.non_field_errors()]
    # A hidden field cannot be gone to.
    return general + [
        {"text": shown(error)} | ({} if field.is_hidden else {"href": f"#{_first_id(field)}"})
        for field in form
        for error in field.errors
    ]


def _first_id(field: BoundField) -> str:
    return f"{field.auto_id}-day" if isinstance(field.field.widget, DateParts) else field.auto_id


def _attributes(widget: forms.Widget) -> dict[str, str]:
    drawn = {"rows", "cols", "class", "maxlength", "minlength", "autocomplete", "placeholder", "id"}
    return {name: str(value) for name, value in widget.attrs.items() if name not in drawn}


def _hint(field: BoundField) -> str:
    again = getattr(field.form, "choose_again", None)
    return " ".join(part for part in [shown(field.help_text), again(field.name) if again else ""] if part)


def _heading(field: BoundField, kind: str) -> Parameters:
    size = getattr(field.field, "size", None)
    return {
        "text": shown(field.label),
        "classes": f"govuk-{kind}--{size}" if size else "",
        "isPageHeading": getattr(field.field, "is_page_heading", False),
    }


def _labelled(field: BoundField) -> Parameters:
    return {"id": field.auto_id, "label": _heading(field, "label")}


def _line(field: BoundField) -> Parameters:
    widget = field.field.widget
    width = getattr(field.field, "width", None)
    return {
        "value": typed(field),
        "type": getattr(widget, "input_type", "text"),
        "classes": f"govuk-input--width-{width}" if width else "",
        "autocomplete": widget.attrs.get("autocomplete"),
    }


def _choices(field: BoundField, kind: str, chosen: list[str]) -> Parameters:
    layout = getattr(field.field, "layout", None)
    behind = _drawn(field, _asked_about(field))
    return {
        "formGroup": {"afterInputs": {"html": behind}} if behind else None,
        "idPrefix": field.auto_id,
        "fieldset": {"legend": _heading(field, "fieldset__legend")},
        "classes": f"govuk-{kind}--{layout}" if layout else "",
        "items": [_item(field, str(value), label, chosen) for value, label in field.field.choices if value != ""],
    }


def _item(field: BoundField, value: str, label: Any, chosen: list[str]) -> Parameters:
    hint = getattr(field.field, "hints", {}).get(value)
    opened = getattr(field.field, "reveals", {}).get(value, [])
    revealed = _drawn(field, [name for name in opened if name not in _asked_about(field)])
    return {
        "value": value,
        "text": shown(label),
        "checked": value in chosen,
        "hint": {"text": shown(hint)} if hint else None,
        "conditional": {"html": revealed} if revealed else None,
        "attributes": {"accesskey": key} if (key := getattr(field.field, "keys", {}).get(value)) else {},
    }


def _asked_about(field: BoundField) -> list[str]:
    """What was typed behind an answer to this question that was not given."""
    return getattr(field.form, "typed_behind", {}).get(field.name, [])


def _drawn(field: BoundField, names: Iterable[str]) -> SafeString:
    """Other fields of the same form, to stand within this one."""
    return mark_safe("".join(field.form[name].as_field_group() for name in names))  # noqa: S308 - fields this module drew, each escaped  # nosec B308, B703


def _tick(field: BoundField, parts: Parameters) -> Parameters:
    hint = parts.pop("hint", None)
    checked = field.field.widget.check_test(field.value())
    return parts | {
        "idPrefix": field.auto_id,
        "items": [{"value": "on", "text": shown(field.label), "checked": checked, "hint": hint}],
    }


def _options(field: BoundField) -> list[Parameters]:
    value = field.value()
    chosen = "" if value is None else str(value)
    return [
        {"value": str(code), "text": shown(label), "selected": str(code) == chosen}
        for code, label in field.field.choices
    ]


def _date(field: BoundField, is_wrong: bool) -> Parameters:
    values = field.field.widget.decompress(field.value())
    error = " govuk-input--error" if is_wrong else ""
    boxes = zip(("day", "month", "year"), (2, 2, 4), values, strict=True)
    return {
        "id": field.auto_id,
        "namePrefix": field.html_name,
        "fieldset": {"legend": _heading(field, "fieldset__legend")},
        "items": [
            {"name": name, "classes": f"govuk-input--width-{width}{error}", "value": shown(value)}
            for name, width, value in boxes
        ],
    }
