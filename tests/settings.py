"""The site's own settings, under the environment the tests need."""

import os

os.environ.update(TESSERA_DEMO="yes", TESSERA_TESTING="yes", TESSERA_POOL_SIZE="0")

from tessera.config.settings import *  # noqa: E402, F403
