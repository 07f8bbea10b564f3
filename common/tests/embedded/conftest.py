import pytest
from pydantic import SecretStr


@pytest.fixture
def password() -> SecretStr:
    return SecretStr('it\'s a "päss word"/%: long enough')
