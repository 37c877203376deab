"""docs/data-inventory.md answers for every field of every table: whose it is, why, how long, and how it is protected."""

import pytest
from django.apps import apps
from django.db import connection

from tests.house.inventory_page import PAGE, inventory, page, wrong_with

LISTED = inventory()
MODELS = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
MODELS = {name: model for name, model in MODELS.items() if not model.__module__.startswith("tests.")}


def named(table):
    """The fields that a table is said to have, each as often as it stands there."""
    return sorted(name for group in table["fields"] for name in group["names"])


def test_every_table_is_on_the_list_and_no_other():
    assert set(LISTED["models"]) == set(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_every_field_is_answered_for(name):
    assert named(LISTED["models"][name]) == sorted(field.name for field in MODELS[name]._meta.local_fields)
    assert not list(wrong_with(LISTED["models"][name], LISTED))


def test_schedules_are_of_known_classes():
    for classes in LISTED["schedules"].values():
        assert classes
        assert not set(classes) - set(LISTED["classes"])


def test_a_table_has_row_level_security_where_the_list_says_so(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'")
        protected = {name for (name,) in cursor.fetchall()}
    said = {
        MODELS[name]._meta.db_table
        for name, table in LISTED["models"].items()
        if table["protected"].startswith("row-level security")
    }
    assert said == protected & {model._meta.db_table for model in MODELS.values()}


def test_the_page_is_up_to_date():
    assert PAGE.read_text() == page(), "run: python -m tests.house.inventory_page"


@pytest.mark.parametrize(
    "change",
    [
        {"kept": "for ever"},
        {"kept": None},
        {"gateways": ["because we can"]},
        {"why": ""},
        {"protected": ""},
        {"fields": [{"names": ["id"], "what": "Its number", "whose": ["somebody"], "kind": "neither"}]},
        {"fields": [{"names": ["id"], "what": "Its number", "whose": ["child"], "kind": "secret"}]},
        {"fields": [{"names": ["id"], "what": "Its number", "whose": ["child"]}]},
        {"fields": [{"names": ["id"], "whose": "nobody"}]},
        {"fields": [{"names": ["id"], "what": "Its number"}]},
    ],
)
def test_a_table_that_is_not_answered_for_is_found(change):
    table = LISTED["models"]["information.Report"]
    assert not list(wrong_with(table, LISTED))
    assert list(wrong_with(table | change, LISTED))
