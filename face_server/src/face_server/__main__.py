from face_server.config import FaceServerSettings
from face_server.engine.errors import EngineUnusable
from face_server.main import create_face_server
from provodnik.server.logs import log_as_json
from provodnik.server.serving import serve
from provodnik.server.settings import read_settings


def main() -> None:
    settings = read_settings(FaceServerSettings)
    try:
        app = create_face_server(settings)
    except EngineUnusable as unusable:
        raise SystemExit(str(unusable)) from None
    log_as_json(requests=settings.log_requests == "on")
    serve(app, settings.listening)


if __name__ == "__main__":
    log_as_json()
    main()
