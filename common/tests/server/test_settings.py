from pathlib import Path
from typing import Annotated

import pytest
from pydantic import AfterValidator, BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from provodnik.server.settings import ServiceSettings, read_settings, strong_secret


class Disk(BaseModel):
    folder: str
    gigabytes: int = 10


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="TRIAL_", env_nested_delimiter="__")

    disk: Disk
    secret: Annotated[SecretStr, AfterValidator(strong_secret)]
    elsewhere: int = Field(default=0, validation_alias="WHOLE_NAME")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], environment: dict[str, str]) -> list[str]:
    """The lines of a start that fails."""
    for name, value in ({"TRIAL_SECRET": "x7Hq-2bPz-Ke91-Wm40", "TRIAL_DISK__FOLDER": "/data"} | environment).items():
        if value:
            monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match="2"):
        read_settings(Settings)
    return capsys.readouterr().err.splitlines()


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        ({"TRIAL_DISK__FOLDER": ""}, "  TRIAL_DISK__FOLDER: Field required"),
        ({"TRIAL_DISK__FOLDER": "", "TRIAL_DISK__GIGABYTES": "5"}, "  TRIAL_DISK__FOLDER: Field required"),
        ({"TRIAL_DISK__GIGABYTES": "many"}, "  TRIAL_DISK__GIGABYTES: Input should be a valid integer"),
        ({"TRIAL_SECRET": ""}, "  TRIAL_SECRET: Field required"),
        ({"TRIAL_SECRET": "short"}, "  TRIAL_SECRET: Value error, must have 16 characters or more"),
        ({"TRIAL_SECRET": "Password-of-many-letters"}, "  TRIAL_SECRET: Value error, is an example's value"),
        ({"TRIAL_SECRET": "twenty words and more"}, "  TRIAL_SECRET: Value error, must be of ASCII"),
        ({"WHOLE_NAME": "x"}, "  WHOLE_NAME: Input should be a valid integer"),
    ],
)
def test_a_fault_is_told_by_the_name_of_its_variable(said: list[str], line: str) -> None:
    assert said[0] == "The settings can't be used; mend these environment variables:"
    assert len(said) == 2
    assert said[1].startswith(line)


@pytest.mark.parametrize("environment", [{"TRIAL_DISK": "the secret's neighbour"}])
def test_what_should_be_json_and_is_not_is_told_without_its_value(said: list[str]) -> None:
    assert len(said) == 1
    assert '"disk"' in said[0]
    assert "neighbour" not in said[0]


def test_good_settings_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "TRIAL_SECRET": "x7Hq-2bPz-Ke91-Wm40",
        "TRIAL_DISK__FOLDER": "/data",
        "WHOLE_NAME": "7",
    }.items():
        monkeypatch.setenv(name, value)

    settings = read_settings(Settings)

    assert (settings.disk.folder, settings.disk.gigabytes, settings.elsewhere) == ("/data", 10, 7)


class FiledSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="TRIAL_")

    disk: Disk
    secret: SecretStr


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROVODNIK_SECRETS_FOLDER", str(tmp_path))
    (tmp_path / "trial_secret").write_text("of a file\n")
    (tmp_path / "trial_disk__folder").write_text("/data\n")
    return tmp_path


@pytest.mark.usefixtures("files")
def test_secrets_come_from_files_without_their_line_ends() -> None:
    settings = read_settings(FiledSettings)
    assert (settings.secret.get_secret_value(), settings.disk.folder) == ("of a file", "/data")


@pytest.mark.usefixtures("files")
def test_a_variable_goes_before_a_file_and_adds_to_its_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAL_SECRET", "of a variable")
    monkeypatch.setenv("TRIAL_DISK__GIGABYTES", "5")
    settings = read_settings(FiledSettings)
    assert settings.secret.get_secret_value() == "of a variable"
    assert settings.disk == Disk(folder="/data", gigabytes=5)


@pytest.mark.usefixtures("files")
def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAL_SECRET", "")
    assert read_settings(FiledSettings).secret.get_secret_value() == "of a file"


def test_without_the_folder_there_are_variables_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROVODNIK_SECRETS_FOLDER", str(tmp_path / "nowhere"))
    monkeypatch.setenv("TRIAL_SECRET", "of a variable")
    with pytest.raises(SystemExit, match="2"):
        read_settings(FiledSettings)


def test_an_empty_file_is_none(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAL_SECRET", "of a variable")
    (files / "trial_secret").write_text("\n", encoding="ascii")
    assert read_settings(FiledSettings).secret.get_secret_value() == "of a variable"
    monkeypatch.delenv("TRIAL_SECRET")
    with pytest.raises(SystemExit, match="2"):
        read_settings(FiledSettings)
