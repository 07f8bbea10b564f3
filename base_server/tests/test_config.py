import pytest

from base_server.config import BaseServerSettings
from base_server.telemetry.limits import AlarmLimits, LowestPercent
from provodnik.server.settings import read_settings

GOOD = {
    "BASE_DATABASE__URL": "postgresql+asyncpg://base:the-databases-password@127.0.0.1:1/base",
    "BASE_REDIS__URL": "redis://:the-password-of-redis@127.0.0.1:1/0",
    "BASE_ADMIN_TOKEN": "x7Hq-2bPz-Ke91-Wm40",
}

FACE = {"BASE_FACE__URL": "http://127.0.0.1:1", "BASE_FACE__TOKEN": "v3Kd-8cTn-Ya20-Qp77"}


@pytest.fixture(autouse=True)
def good_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)


def test_three_variables_are_enough_and_the_admin_api_is_off() -> None:
    settings = read_settings(BaseServerSettings)

    assert (settings.admin_api, settings.default_time_zone) == ("off", "Europe/Moscow")
    assert (settings.face, settings.face_boarding) == (None, "off")


def test_faces_need_an_address_and_a_token_and_are_still_not_boarded_by(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in FACE.items():
        monkeypatch.setenv(name, value)

    settings = read_settings(BaseServerSettings)

    assert settings.face is not None
    assert (settings.face.url, settings.face_boarding) == (FACE["BASE_FACE__URL"], "off")
    assert FACE["BASE_FACE__TOKEN"] not in repr(settings)
    monkeypatch.setenv("BASE_FACE_BOARDING", "on")
    assert read_settings(BaseServerSettings).face_boarding == "on"


def test_alarms_open_and_close_where_the_operator_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASE_ALARMS__BATTERY_PERCENT__OPENS", "30")
    monkeypatch.setenv("BASE_ALARMS__BATTERY_PERCENT__CLOSES", "40")
    monkeypatch.setenv("BASE_TELEMETRY_DAYS", "7")
    monkeypatch.setenv("BASE_SILENT_ROBOT_SECONDS", "90")

    settings = read_settings(BaseServerSettings)

    assert settings.alarms.battery_percent == LowestPercent(opens=30, closes=40)
    assert settings.alarms.cpu_percent == AlarmLimits().cpu_percent
    assert (settings.telemetry_days, settings.silent_robot_seconds) == (7, 90)


@pytest.mark.parametrize(
    ("given", "missing"), [("BASE_FACE__URL", "BASE_FACE__TOKEN"), ("BASE_FACE__TOKEN", "BASE_FACE__URL")]
)
def test_half_of_it_is_not_enough(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str, missing: str
) -> None:
    monkeypatch.setenv(given, FACE[given])
    monkeypatch.setenv("BASE_FACE_BOARDING", "on")

    with pytest.raises(SystemExit, match="2"):
        read_settings(BaseServerSettings)

    assert capsys.readouterr().err.splitlines()[1:] == [f"  {missing}: Field required"]


def test_settings_show_no_secret() -> None:
    shown = repr(read_settings(BaseServerSettings))

    assert not [secret for secret in ("password", GOOD["BASE_ADMIN_TOKEN"]) if secret in shown]


@pytest.mark.parametrize(
    ("name", "value", "mending"),
    [
        ("BASE_ADMIN_TOKEN", "short", "openssl rand -base64 32"),
        ("BASE_ADMIN_TOKEN", "change-me-change-me-change-me", "openssl rand -base64 32"),
        ("BASE_ADMIN_TOKEN", "пароль-из-многих-букв", "ASCII"),
        ("BASE_ADMIN_TOKEN", "many words of one secret", "without spaces"),
        ("BASE_DATABASE__URL", "localhost:5432", "postgresql+asyncpg://user:password@host:port/database"),
        ("BASE_DATABASE__URL", "postgresql://base:a-secret@host/base", "postgresql+asyncpg://"),
        ("BASE_DATABASE__URL", "postgresql+asyncpg://base:a-secret@host:port/base", "postgresql+asyncpg://"),
        ("BASE_REDIS__URL", "localhost:6379", "redis://:password@host:port/0"),
        ("BASE_DEFAULT_TIME_ZONE", "Mars/Olympus", "Europe/Moscow"),
        ("BASE_ADMIN_API", "yes", "'on' or 'off'"),
        ("BASE_FAILURE_LIMIT", "many", "integer"),
        ("BASE_LISTENING__PORT", "99999", "65535"),
        ("BASE_FACE__URL", "face_server:8000", "http://host:port"),
        ("BASE_FACE__URL", "http://base:a-secret@face_server", "http://host:port"),
        ("BASE_FACE__TOKEN", "short", "openssl rand -base64 32"),
        ("BASE_FACE_BOARDING", "yes", "'on' or 'off'"),
        ("BASE_FACE_BOARDING", "on", "needs BASE_FACE__URL and BASE_FACE__TOKEN"),
    ],
)
def test_a_wrong_value_is_named_with_how_to_mend_it_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, mending: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit, match="2"):
        read_settings(BaseServerSettings)

    said = capsys.readouterr().err
    assert f"  {name}: " in said
    assert mending in said
    # "on" is in any sentence; whatever else was wrong is not shown.
    assert value == "on" or value not in said
