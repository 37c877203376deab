"""`tessera check --production` names what is not safe about the database it was told of."""

import pytest

from tessera.config.database import from_url
from tessera.config.doctor import findings

IN_CLEAR = "its certificate is not checked"


def found(settings, url):
    """What the check says of a site at this database."""
    told = from_url(url, variable="DATABASE_URL")
    for name in ("PASSWORD", "HOST", "OPTIONS"):
        settings.DATABASES["default"][name] = told[name]
    return " ".join(findings(production=True))


@pytest.fixture(autouse=True)
def as_it_was(settings, db):
    kept = dict(settings.DATABASES["default"])
    yield
    settings.DATABASES["default"].clear()
    settings.DATABASES["default"].update(kept)


def test_the_password_of_the_sample_is_named(settings):
    assert "the one of .env.sample" in found(settings, "postgresql://tessera_app:password@127.0.0.1/tessera")
    assert "the one of .env.sample" not in found(settings, "postgresql://tessera_app:other@127.0.0.1/tessera")


@pytest.mark.parametrize(
    ("url", "is_named"),
    [
        ("postgresql://a:b@db.example/tessera", True),
        ("postgresql://a:b@db.example/tessera?sslmode=require", True),
        ("postgresql://a:b@db.example/tessera?sslmode=prefer", True),
        ("postgresql://a:b@db.example/tessera?sslmode=verify-full&sslrootcert=/etc/ca.pem", False),
        ("postgresql://a:b@127.0.0.1/tessera", False),
        ("postgresql://a:b@/tessera?host=/var/run/postgresql", False),
    ],
)
def test_a_database_on_another_machine_is_reached_encrypted(settings, url, is_named):
    assert (IN_CLEAR in found(settings, url)) is is_named


def test_how_it_is_reached_is_passed_on():
    told = from_url("postgresql://a:b@db.example/tessera?sslmode=verify-full&sslrootcert=/etc/ca.pem&x=1", variable="X")
    assert told["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}
