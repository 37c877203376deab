"""Read settings from the environment; a missing or bad one stops start-up with a sentence saying what to set."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from tessera.lib.linkage.model import use_model
from tessera.lib.secure_addresses import SecureDomain, read_domain


def text(name: str, default: str | None = None) -> str:
    """The variable's words, or the default. Raises ImproperlyConfigured when neither is there."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"Set {name}: see .env.sample for what it means.")
    return value


def yes_or_no(name: str, *, default: bool) -> bool:
    """A switch: yes or no, true or false, 1 or 0."""
    value = text(name, "yes" if default else "no").lower()
    if value in {"yes", "true", "1", "on"}:
        return True
    if value in {"no", "false", "0", "off"}:
        return False
    raise ImproperlyConfigured(f"Set {name} to yes or no; it is {value!r}.")


def number(name: str, *, default: int, at_least: int = 0, at_most: int | None = None) -> int:
    """A whole number within its limits."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"Set {name} to a whole number; it is {value!r}.")
    found = int(value)
    if found < at_least or (at_most is not None and found > at_most):
        raise ImproperlyConfigured(f"Set {name} to a number from {at_least} to {at_most}; it is {found}.")
    return found


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def own_model(name: str) -> None:
    """The file of weights to match by instead of the published ones, when the variable names one."""
    if path := os.environ.get(name, "").strip():
        try:
            use_model(Path(path))
        except ValueError as error:
            raise ImproperlyConfigured(f"Set {name} to a file of weights: {error}") from error


def domains(name: str, default: str = "") -> list[SecureDomain]:
    """A list of domains separated by commas; one that begins with a dot takes in what is under it."""
    try:
        return [read_domain(word) for word in words(name, default)]
    except ValueError as error:
        raise ImproperlyConfigured(f"Set {name} to domains separated by commas: {error}.") from error
