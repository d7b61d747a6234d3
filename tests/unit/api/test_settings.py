"""The environment is read once, checked, and every name in it is documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import SETTINGS, SettingsError, load_settings

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"
POSTGRES = "postgresql+psycopg2://user:secret@host/name"


def test_beside_an_sqlite_ledger_lie_its_keys_and_its_master_key():
    settings = load_settings({"MARSHRUT_DATABASE_URL": "sqlite:////data/region.db"})
    assert settings.keys_url == "sqlite:////data/region.keys.db"
    assert settings.master_key_file == Path("/data/region.key")
    assert settings.image_directory == Path("/data/region.images")
    assert settings.timezone == "Europe/Moscow"


def test_the_command_line_comes_before_the_environment():
    settings = load_settings({"MARSHRUT_DATABASE_URL": POSTGRES}, database_url="sqlite:///here.db")
    assert settings.database_url == "sqlite:///here.db"


def test_on_postgresql_the_keys_are_in_the_same_database_and_the_master_key_must_be_named():
    settings = load_settings({"MARSHRUT_DATABASE_URL": POSTGRES})
    assert settings.keys_url == POSTGRES
    with pytest.raises(SettingsError, match="MARSHRUT_MASTER_KEY_FILE"):
        settings.master_key_path()


def test_the_keeper_of_the_read_models_comes_to_the_same_database():
    keeper = POSTGRES.replace("user:secret", "keeper:other")
    environ = {"MARSHRUT_DATABASE_URL": POSTGRES, "MARSHRUT_PROJECTION_URL": keeper}
    assert load_settings(environ).projection_url == keeper
    assert load_settings({"MARSHRUT_DATABASE_URL": POSTGRES}).projection_url is None
    for elsewhere in (f"{keeper}2", keeper.replace("host", "other"), "sqlite:///x.db"):
        with pytest.raises(SettingsError, match="MARSHRUT_PROJECTION_URL must lead"):
            load_settings({**environ, "MARSHRUT_PROJECTION_URL": elsewhere})


@pytest.mark.parametrize(
    ("environ", "directory"),
    [
        ({"XDG_CACHE_HOME": "/cache", "HOME": "/home/anna"}, Path("/cache/marshrut")),
        ({"HOME": "/home/anna"}, Path("/home/anna/.cache/marshrut")),
        ({"HOME": "/home/anna", "MARSHRUT_IMAGE_DIRECTORY": "/images"}, Path("/images")),
        ({}, None),
    ],
)
def test_on_postgresql_images_are_in_the_cache_of_the_user_if_there_is_one(environ, directory):
    settings = load_settings({"MARSHRUT_DATABASE_URL": POSTGRES, **environ})
    assert settings.image_directory == directory


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "MARSHRUT_DATABASE_URL"),
        ({"MARSHRUT_DATABSE_URL": "x"}, "did you mean MARSHRUT_DATABASE_URL"),
        ({"MARSHRUT_ZZZ": "x"}, "did you mean"),
        ({"MARSHRUT_DATABASE_URL": "postgresql://user:secret@host/x"}, "psycopg2"),
        ({"MARSHRUT_DATABASE_URL": "sqlite://"}, "sqlite:///path"),
        ({"MARSHRUT_DATABASE_URL": "://"}, "MARSHRUT_DATABASE_URL"),
        ({"MARSHRUT_DATABASE_URL": "sqlite:///x.db", "MARSHRUT_TIMEZONE": "Mars"}, "TIMEZONE"),
        ({"MARSHRUT_DATABASE_URL": "sqlite:///x.db", "MARSHRUT_TIMEZONE": "../x"}, "TIMEZONE"),
        ({"MARSHRUT_DATABASE_URL": "sqlite:///x.db", "MARSHRUT_KEYS_URL": "x"}, "KEYS_URL"),
        ({"MARSHRUT_DATABASE_URL": POSTGRES, "MARSHRUT_POOL_SIZE": "0"}, "number from 1"),
        ({"MARSHRUT_DATABASE_URL": POSTGRES, "MARSHRUT_LOCK_SECONDS": "-1"}, "LOCK_SECONDS"),
        ({"MARSHRUT_DATABASE_URL": POSTGRES, "MARSHRUT_STATEMENT_SECONDS": "1e3"}, "number"),
        ({"MARSHRUT_DATABASE_URL": POSTGRES, "MARSHRUT_READY_LAG_SECONDS": "٣"}, "number"),
        ({"MARSHRUT_DATABASE_URL": POSTGRES, "MARSHRUT_PROJECTOR_METRICS": "9100"}, "address"),
        ({"MARSHRUT_DATABASE_URL": POSTGRES, "MARSHRUT_PROJECTOR_METRICS": "x:70000"}, "address"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line_without_secrets(environ, said):
    with pytest.raises(SettingsError, match=said) as refused:
        load_settings(environ)
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_limits_are_for_requests_and_not_for_long_work():
    given = {"MARSHRUT_STATEMENT_SECONDS": "7", "MARSHRUT_POOL_SIZE": "3"}
    settings = load_settings({"MARSHRUT_DATABASE_URL": POSTGRES, **given})
    assert (settings.limits.statement_seconds, settings.limits.pool_size) == (7, 3)
    assert (settings.limits.lock_seconds, settings.limits.connect_seconds) == (10, 5)
    worker, command = settings.limits_of_worker(), settings.limits_of_long_work()
    assert (worker.statement_seconds, worker.lock_seconds) == (0, 10)
    assert (command.statement_seconds, command.lock_seconds) == (0, 0)
    assert command.idle_in_transaction_seconds == 0
    assert worker.pool_size == command.pool_size == 3


@pytest.mark.parametrize(
    ("text", "address"),
    [("127.0.0.1:9100", ("127.0.0.1", 9100)), ("[::1]:0", ("::1", 0)), ("", None)],
)
def test_where_the_worker_tells_its_metrics(text, address):
    environ = {"MARSHRUT_DATABASE_URL": POSTGRES, "MARSHRUT_PROJECTOR_METRICS": text}
    assert load_settings(environ).projector_metrics == address


def test_every_setting_is_documented_and_nothing_else_is():
    rows = [line.split("`")[1] for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    assert tuple(rows) == SETTINGS
