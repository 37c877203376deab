"""What whoever runs the site can put right is said in a sentence, and nothing is started."""

import os
import subprocess
import sys

import pytest

AWAY = "postgresql://tessera_app@localhost:1/nowhere"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"TESSERA_DEMO": "maybe"}, "Set TESSERA_DEMO to yes or no"),
        ({"TESSERA_DEMO": "no"}, "Set TESSERA_SECRET_KEY"),
        ({"DATABASE_URL": AWAY}, "Set TESSERA_SECRET_KEY"),  # a database of one's own is not the demo's
        (
            {"TESSERA_DEMO": "yes", "TESSERA_MODEL": "/nowhere/model.yaml"},
            "Set TESSERA_MODEL to a file of weights: /nowhere",
        ),
        ({"TESSERA_DEMO": "yes", "TESSERA_PROVIDERS": "The County"}, "Set TESSERA_PROVIDERS to short names"),
        ({"TESSERA_DEMO": "yes", "TESSERA_PROVIDERS": "county"}, "Set TESSERA_PROVIDER_COUNTY_NAME"),
        ({"DATABASE_URL": AWAY, "TESSERA_DEMO": "yes"}, "The database does not answer"),
    ],
)
def test_the_demo_says_in_one_line_what_to_put_right(tmp_path, given, said):
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("TESSERA_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, "-m", "tessera", "demo", "--no-serve"], capture_output=True, text=True,
        env=plain | given | {"DJANGO_SETTINGS_MODULE": "tessera.config.settings", "TESSERA_FOLDER": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
