"""The site's own settings, under the environment the tests need."""

import os

os.environ.update(TESSERA_DEMO="yes", TESSERA_TESTING="yes", TESSERA_POOL_SIZE="0")

from tessera.config.settings import *  # noqa: F403

# Straight from each app's folder: nothing has collected them here.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
# Tests move the clock by years: a browser of theirs stays signed in, and what it asks writes nothing by itself.
# `tests/access/test_time_limits.py` has the real limits.
SIGN_IN_HOURS = 24 * 365 * 20
IDLE_MINUTES, USE_NOTED_EVERY = SIGN_IN_HOURS * 60, SIGN_IN_HOURS * 60 * 60
