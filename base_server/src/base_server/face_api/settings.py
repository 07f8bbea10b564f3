from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, SecretStr

from provodnik.server.settings import strong_secret


def _http_url(text: str) -> str:
    try:
        url = urlsplit(text)
        usable = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0 and "@" not in url.netloc
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("must be of the form http://host:port")
    return text


class FaceApiSettings(BaseModel):
    """Where face_server is. A robot and its passenger wait for it, so it isn't waited for long."""

    url: Annotated[str, AfterValidator(_http_url), Field(description="such as http://face_server:8000")]
    token: Annotated[SecretStr, AfterValidator(strong_secret), Field(description="the service token, as FACE_ has it")]
    connect_seconds: Annotated[float, Field(gt=0)] = 1
    answer_seconds: Annotated[float, Field(gt=0, description="from asking to the whole answer")] = 8
    probe_seconds: Annotated[float, Field(gt=0, description="between two looks at whether it is ready")] = 2
