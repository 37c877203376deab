"""The Jinja2 environment of every page."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import django.forms
import jinja2
from django.templatetags.static import static
from django.urls import reverse

from tessera.ui import rendering, words

# These two were written for a language where a missing key is simply empty. Ours are not: a misspelt
# name in one of our templates stops the page (and its test) instead of printing nothing.
LENIENT = ("govuk_frontend_jinja/", "django/forms/")


class Environment(jinja2.Environment):
    """Strict about our own templates, forgiving about the libraries' macros."""

    forgiving: jinja2.Environment | None = None

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> jinja2.Template:
        if self.forgiving is not None and isinstance(name, str) and name.startswith(LENIENT):
            return self.forgiving.get_template(name, parent, globals)
        return super().get_template(name, parent, globals)


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
    }
    made.forgiving = made.overlay(undefined=jinja2.ChainableUndefined, trim_blocks=False, lstrip_blocks=False)
    return made


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page: `url("cases:close", case.pk)`. Raises NoReverseMatch for an unknown name."""
    return reverse(name, args=args, kwargs=kwargs)
