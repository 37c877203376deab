"""What a failure leaves in the site's own log, and what whoever meets it reads."""

import json
import logging
import os
import subprocess
import sys

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tessera.config.failures import OneLine


def line(message, *arguments, error=None):
    """An entry as the site writes it."""
    return OneLine().format(logging.LogRecord("django.request", logging.ERROR, "", 0, message, arguments, error))


def test_a_failure_is_one_line_with_its_time_and_nothing_that_was_written(db):
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(
                    "DO $$ BEGIN RAISE 'broken' USING DETAIL = 'Failing row contains (7, Ashley Quill).'; END $$"
                )
        except DatabaseError:
            written = line("Internal Server Error: %s", "/reports/", error=sys.exc_info())
    said = json.loads(written)
    assert "\n" not in written
    assert said["at"].endswith("+00:00")
    assert (said["level"], said["from"], said["says"]) == (
        "ERROR",
        "django.request",
        "Internal Server Error: /reports/",
    )
    assert "broken" in said["trace"]
    assert "RaiseException" in said["trace"]
    assert "Ashley" not in written


def test_the_site_itself_writes_so_from_every_part():
    told = {
        "DJANGO_SETTINGS_MODULE": "tessera.config.settings", "TESSERA_DEMO": "no",
        "DATABASE_URL": "postgresql://tessera_app:x@127.0.0.1:1/tessera",
        "TESSERA_SECRET_KEY": "s" * 40, "TESSERA_FILE_KEY": "f" * 40,
    }  # fmt: skip
    parts = ["django.request", "uvicorn.error", "procrastinate.worker", "axes"]
    tell = f"import django, logging; django.setup(); [logging.getLogger(one).error('broken\\nDETAIL:  Ashley') for one in {parts}]"
    said = subprocess.run(
        [sys.executable, "-c", tell], env=os.environ | told, capture_output=True, text=True, check=True
    )
    assert [json.loads(one)["from"] for one in said.stderr.splitlines()] == parts
    assert "Ashley" not in said.stderr


@given(st.text())
def test_words_with_line_ends_are_one_entry(words):
    written = line("Not Found: %s", words)
    assert len(written.splitlines()) == 1
    assert json.loads(written)["from"] == "django.request"


def test_whoever_meets_it_reads_a_sentence_and_no_trace(client, cast, monkeypatch):
    def breaks(*_, **__):
        raise RuntimeError("Ashley Quill")

    client.force_login(cast.holder)
    client.raise_request_exception = False
    monkeypatch.setattr("tessera.access.middleware.keyring.opened_for", breaks)
    answer = client.get(reverse("overview:home"))
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Ashley" not in page
    assert "Traceback" not in page
    assert "RuntimeError" not in page
    assert not [word for word in ("django", "psycopg", "python") if word in page.casefold()]


@pytest.mark.parametrize("after", ["\nHINT:  Ask again.", "\n\nThe above exception was the direct cause of"])
def test_what_stands_around_a_row_that_is_left_out_stays(after):
    said = json.loads(line("broken\nDETAIL:  Key (email)=(ashley@wexmouth.example) already exists." + after))["says"]
    assert said.startswith("broken\nDETAIL: (left out)")
    assert "ashley" not in said
