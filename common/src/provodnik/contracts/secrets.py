from typing import Annotated

from pydantic import PlainSerializer, SecretStr

# A secret that a client sends: hidden in every repr and log, plain in the JSON of the request.
SentSecret = Annotated[SecretStr, PlainSerializer(SecretStr.get_secret_value, return_type=str, when_used="json")]
