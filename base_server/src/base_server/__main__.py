from base_server.config import BaseServerSettings
from base_server.main import create_base_server
from provodnik.server.logs import log_as_json
from provodnik.server.serving import serve
from provodnik.server.settings import read_settings

if __name__ == "__main__":
    settings = read_settings(BaseServerSettings)
    log_as_json(requests=settings.log_requests == "on")
    serve(create_base_server(settings), settings.listening)
