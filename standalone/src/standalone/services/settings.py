"""What the supervisor hands to a service's process, on its standard input."""

from pathlib import Path

from provodnik.contracts.secrets import SentSecret
from provodnik.contracts.wire import Wire
from provodnik.embedded.issuer import Published


class BaseOrders(Wire):
    """For the gateway with the services behind it."""

    port: int
    database_url: SentSecret
    redis_url: SentSecret
    admin_token: SentSecret
    card_key: SentSecret
    store_database_url: SentSecret
    store_admin_token: SentSecret
    face_url: str
    face_service_token: SentSecret
    static: Path
    realm_url: str
    realm_keys: Published  # the public ones


class FaceOrders(Wire):
    """For face_server, which stands beside the gateway, never behind it."""

    port: int
    redis_url: SentSecret
    chroma_url: str
    chroma_folder: Path
    service_token: SentSecret
    key: SentSecret
    pseudonym_key: SentSecret


class Ready(Wire):
    """What a process answers, on its standard output, once everything is served."""

    told: str = ""  # what the supervisor should say of it, such as a choice that was made
