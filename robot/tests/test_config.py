from pathlib import Path

import pytest

from robot.config import RobotSettings, read_settings


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in RobotSettings.model_fields:
        monkeypatch.delenv(f"ROBOT_{name.upper()}", raising=False)


def test_every_setting_has_a_default() -> None:
    assert read_settings().window_size == (1024, 600)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROBOT_CAMERA", "picture:/tmp/ticket.png")
    monkeypatch.setenv("ROBOT_WINDOW", "1920x1080")
    monkeypatch.setenv("ROBOT_PANEL_SOCKET", "/run/panel.sock")

    settings = read_settings()

    assert settings.camera == "picture:/tmp/ticket.png"
    assert settings.window_size == (1920, 1080)
    assert settings.panel_socket == Path("/run/panel.sock")


@pytest.mark.parametrize(
    ("variable", "value", "takes"),
    [
        ("ROBOT_SERVER_URL", "not a url", "the gateway"),
        ("ROBOT_SERVER_CA", "/nowhere/ca.pem", "the railway's own authority"),
        ("ROBOT_SERVER_CA", __file__, "the railway's own authority"),
        ("ROBOT_CAMERA", "telescope:3", "webcam:0, video:/path"),
        ("ROBOT_CAMERA", "webcam:front", "webcam:0, video:/path"),
        ("ROBOT_FRAMES_PER_SECOND", "1000", "1 to 60"),
        ("ROBOT_IDLE_SECONDS", "-1", "seconds without a touch"),
        ("ROBOT_WINDOW", "large", "such as 1024x600"),
        ("ROBOT_FULL_SCREEN", "perhaps", "on or off"),
        ("ROBOT_LANGUAGE", "fr", "ru or en"),
        ("ROBOT_KEY_KIND", "dsa", "x25519 or rsa"),
        ("ROBOT_SENSORS", "guessed", "system, or simulated:/path"),
        ("ROBOT_MODEL_ID", "x" * 61, "1 to 60 characters"),
    ],
)
def test_a_bad_setting_is_one_line_that_names_the_variable_and_what_it_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variable: str, value: str, takes: str
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(SystemExit) as ended:
        read_settings()

    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert told.count("\n") == 1
    assert told.startswith(f"{variable} can't be used: ")
    assert takes in told
