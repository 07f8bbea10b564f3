import uvicorn

from face_server.config import FaceServerSettings
from face_server.main import create_face_server
from provodnik.server.logs import log_as_json
from provodnik.server.settings import read_settings

if __name__ == "__main__":
    log_as_json()
    uvicorn.run(create_face_server(read_settings(FaceServerSettings)), host="0.0.0.0", port=8000, log_config=None)  # noqa: S104 - a container's own network
