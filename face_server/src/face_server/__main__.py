from face_server.config import FaceServerSettings
from face_server.main import create_face_server
from provodnik.server.logs import log_as_json
from provodnik.server.serving import serve
from provodnik.server.settings import read_settings

if __name__ == "__main__":
    log_as_json()
    settings = read_settings(FaceServerSettings)
    serve(create_face_server(settings), settings.listening)
