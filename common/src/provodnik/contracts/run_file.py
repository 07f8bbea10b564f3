"""`run.json`: where the one-machine stack is and what admits to it. Its owner alone may read it."""

from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError

from provodnik.contracts.secrets import SentSecret
from provodnik.contracts.wire import Wire


class RunFileUnusable(Exception):
    """There is no run.json, or it is of no use; the message says what to do."""


class FaceApiAccess(Wire):
    url: str
    token: SentSecret


class RunFile(Wire):
    gateway: str = Field(description="The address that everything is asked at, such as http://127.0.0.1:8080.")
    face_api: FaceApiAccess
    admin_token: SentSecret = Field(description="base_server's.")
    store_admin_token: SentSecret
    database_urls: dict[str, SentSecret] = Field(description="By the name of the database.")
    redis_url: SentSecret

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises RunFileUnusable. No value is told: nearly all of them are secrets."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            raise RunFileUnusable(
                f"there is no {path}: start the stack with `make run`, which writes var/run.json "
                "(var/<port>/run.json on a port other than 8080), and name that file"
            ) from None
        except OSError as cause:
            raise RunFileUnusable(f"{path} can't be read: {cause.strerror}; only its owner may read it") from cause
        except ValidationError as cause:
            places = ", ".join(".".join(map(str, fault["loc"])) or fault["msg"] for fault in cause.errors())
            # The cause holds the file's content, and a traceback would show it.
            raise RunFileUnusable(
                f"{path} is not the run.json of this version ({places}); start the stack again with `make run`"
            ) from None
