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
