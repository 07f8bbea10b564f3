"""What the supervisor hands to the services' process, on its standard input."""

from pathlib import Path

from provodnik.contracts.secrets import SentSecret
from provodnik.contracts.wire import Wire


class ServicesSettings(Wire):
    gateway_port: int
    face_port: int  # 0: any free one
    base_database_url: SentSecret
    redis_url: SentSecret
    chroma_url: str
    admin_token: SentSecret
    face_service_token: SentSecret
    static: Path


class Ready(Wire):
    """What the process answers, on its standard output, once everything is served."""

    face_port: int
