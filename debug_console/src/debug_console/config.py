from pydantic_settings import SettingsConfigDict

from provodnik.clients.admin_access import AdminAccess


class ConsoleSettings(AdminAccess):
    """CONSOLE_URL and CONSOLE_ADMIN_TOKEN, or CONSOLE_RUN_JSON in place of both."""

    model_config = SettingsConfigDict(env_prefix="CONSOLE_")
