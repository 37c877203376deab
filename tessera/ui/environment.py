"""The Jinja2 environment of every page."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import django.forms
import jinja2
from django.templatetags.static import static
from django.urls import reverse

from tessera.lib.sources import cited
from tessera.ui import rendering, words
from tessera.ui.tables import stacked

# These two were written for a language where a missing key is simply empty. Ours are not: a misspelt
# name in one of our templates stops the page (and its test) instead of printing nothing.
LENIENT = ("govuk_frontend_jinja/", "django/forms/")


class Library(jinja2.Template):
    """A library's template: it reads nothing of the page that imports it, so its macros are made once."""

    def _get_default_module(self, ctx: jinja2.runtime.Context | None = None) -> Any:
        return super()._get_default_module()


class Environment(jinja2.Environment):
    """Strict about our own templates, forgiving about the libraries' macros."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.libraries: dict[str, jinja2.Template] = {}
        self.forgiving: jinja2.Environment | None = None

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> jinja2.Template:
        if self.forgiving is None or not isinstance(name, str) or not name.startswith(LENIENT):
            return super().get_template(name, parent, globals)
        # Each macro imports others every time it is called: a page with a form asks hundreds of times.
        if name not in self.libraries:
            self.libraries[name] = super(Environment, self.forgiving).get_template(name, parent, globals)
        return self.libraries[name]


def environment(**options: Any) -> Environment:
    """Made by Django's Jinja2 backend, which passes a loader of each app's `jinja2/` folder."""
    ours = options.pop("loader")
    options["loader"] = jinja2.ChoiceLoader(
        [
            ours,
            jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}),
            jinja2.FileSystemLoader(Path(django.forms.__file__).parent / "jinja2"),
        ]
    )
    options |= {
        "autoescape": True,
        "undefined": jinja2.StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    made = Environment(**options)
    made.globals |= {
        "url": url,
        "static": static,
        "field_parts": rendering.field_parts,
        "faults": rendering.faults,
    }
    made.filters |= {
        "date": words.date,
        "moment": words.moment,
        "clock": words.clock,
        "gap": words.gap,
        "plural": words.plural,
        "cited": cited,
        "stacked": stacked,
    }
    forgiving = made.overlay(undefined=jinja2.ChainableUndefined, trim_blocks=False, lstrip_blocks=False)
    forgiving.template_class = Library
    made.forgiving = forgiving.forgiving = forgiving
    return made


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page: `url("cases:close", case.pk)`. Raises NoReverseMatch for an unknown name."""
    return reverse(name, args=args, kwargs=kwargs)
