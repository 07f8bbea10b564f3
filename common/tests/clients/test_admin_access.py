import json
from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from provodnik.clients.admin_access import AdminAccess, Gateway, SettingsUnusable, TokenMissing
from provodnik.clients.errors import Broken, Unreachable
from provodnik.contracts.errors import NotFound, NotSignedIn
from provodnik.contracts.users import UserNotFound

RUN = {
    "gateway": "http://127.0.0.1:9090/",
    "face_api": {"url": "http://127.0.0.1:8123", "token": "a-face-token"},
    "admin_token": "a-token-of-the-stack",
    "store_admin_token": "another-token-of-the-stack",
    "database_urls": {},
    "redis_url": "redis://127.0.0.1",
}
GATEWAY = Gateway("http://gateway", SecretStr("a-token"))


class ToolSettings(AdminAccess):
    model_config = SettingsConfigDict(env_prefix="TOOL_")


@pytest.fixture
def run_json(tmp_path: Path) -> Path:
    path = tmp_path / "run.json"
    path.write_text(json.dumps(RUN))
    return path


class TestAdminAccess:
    def test_an_address_and_a_token_come_from_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TOOL_URL", "https://railway.example/")
        monkeypatch.setenv("TOOL_ADMIN_TOKEN", "a-token")

        assert ToolSettings.find(None) == Gateway("https://railway.example", SecretStr("a-token"))

    def test_a_run_json_counts_before_the_address_and_the_token(
        self, monkeypatch: pytest.MonkeyPatch, run_json: Path
    ) -> None:
        monkeypatch.setenv("TOOL_URL", "https://railway.example/")
        monkeypatch.setenv("TOOL_ADMIN_TOKEN", "a-token")
        monkeypatch.setenv("TOOL_RUN_JSON", str(run_json))

        tokens = SecretStr("a-token-of-the-stack"), SecretStr("another-token-of-the-stack")
        assert ToolSettings.find(None) == Gateway("http://127.0.0.1:9090", *tokens)

    def test_without_a_token_both_ways_to_one_are_told(self) -> None:
        with pytest.raises(TokenMissing, match=r"TOOL_ADMIN_TOKEN.*--run-json.*TOOL_RUN_JSON"):
            ToolSettings.find(None)

    def test_a_run_json_of_the_command_line_counts_before_the_environments(
        self, monkeypatch: pytest.MonkeyPatch, run_json: Path
    ) -> None:
        monkeypatch.setenv("TOOL_RUN_JSON", "/nowhere/run.json")

        assert ToolSettings.find(run_json).url == "http://127.0.0.1:9090"

    @pytest.mark.parametrize("token", ["two words", "a line\n", "жетон"])
    def test_a_token_that_no_header_can_carry_is_refused_unseen(
        self, monkeypatch: pytest.MonkeyPatch, token: str
    ) -> None:
        monkeypatch.setenv("TOOL_ADMIN_TOKEN", token)

        with pytest.raises(SettingsUnusable, match=r"TOOL_ADMIN_TOKEN: .*one word of ASCII characters") as refusal:
            ToolSettings.find(None)

        assert token not in str(refusal.value)


class TestGateway:
    @pytest.mark.parametrize(
        ("error", "told"),
        [
            (NotSignedIn(), "BASE_ADMIN_TOKEN"),
            (NotFound(), "BASE_ADMIN_API=on"),
            (Unreachable("POST /x: no answer"), "Is the stack running there?"),
            (Broken("GET /x: 200"), "Is it the gateway?"),
            (UserNotFound(), "There is no user with this id."),
        ],
    )
    def test_a_failure_is_told_with_what_to_do(self, error: NotSignedIn | Unreachable | Broken, told: str) -> None:
        assert told in GATEWAY.explain(error)
