from base_server.config import BaseServerSettings
from base_server.main import create_base_server
from provodnik.server.logs import log_as_json
from provodnik.server.serving import serve
from provodnik.server.settings import read_settings

if __name__ == "__main__":
    log_as_json()
    settings = read_settings(BaseServerSettings)
    serve(create_base_server(settings), settings.listening)
