from pydantic_settings import SettingsConfigDict

from provodnik.clients.admin_access import AdminAccess


class DataSettings(AdminAccess):
    """DATA_URL and DATA_ADMIN_TOKEN, or DATA_RUN_JSON in place of both."""

    model_config = SettingsConfigDict(env_prefix="DATA_")
