"""Fixtures that any module's tests may ask for; the servers behind them start when the first test does."""

pytest_plugins = [
    "provodnik.testing.servers",
    "provodnik.testing.postgres",
    "provodnik.testing.redis",
    "provodnik.testing.chroma",
]
