import pytest

from provodnik.server.settings import read_settings
from store_server.config import StoreServerSettings

GOOD = {
    "STORE_DATABASE__URL": "postgresql+asyncpg://store:the-databases-password@127.0.0.1:1/store",
    "STORE_REDIS__URL": "redis://:the-password-of-redis@127.0.0.1:1/0",
    "STORE_ADMIN_TOKEN": "x7Hq-2bPz-Ke91-Wm40",
}


@pytest.fixture(autouse=True)
def good_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)


def test_three_variables_are_enough_and_the_admin_api_is_off() -> None:
    settings = read_settings(StoreServerSettings)

    assert (settings.admin_api, settings.time_zone, settings.sign_in) == ("off", "Europe/Moscow", None)


def test_settings_show_no_secret() -> None:
    shown = repr(read_settings(StoreServerSettings))

    assert not [secret for secret in ("password", GOOD["STORE_ADMIN_TOKEN"]) if secret in shown]


@pytest.mark.parametrize(
    ("name", "value", "mending"),
    [
        ("STORE_ADMIN_TOKEN", "short", "openssl rand -base64 32"),
        ("STORE_DATABASE__URL", "localhost:5432", "postgresql+asyncpg://user:password@host:port/database"),
        ("STORE_REDIS__URL", "localhost:6379", "redis://:password@host:port/0"),
        ("STORE_TIME_ZONE", "Mars/Olympus", "Europe/Moscow"),
        ("STORE_ADMIN_API", "yes", "'on' or 'off'"),
        ("STORE_LISTENING__PORT", "99999", "65535"),
    ],
)
def test_a_wrong_value_is_named_with_how_to_mend_it_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, mending: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit, match="2"):
        read_settings(StoreServerSettings)

    said = capsys.readouterr().err
    assert f"  {name}: " in said
    assert mending in said
    assert value not in said
