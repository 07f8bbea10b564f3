from provodnik.server.logs import log_as_json
from provodnik.server.serving import serve
from provodnik.server.settings import read_settings
from store_server.config import StoreServerSettings
from store_server.main import create_store_server

if __name__ == "__main__":
    settings = read_settings(StoreServerSettings)
    log_as_json(requests=settings.log_requests == "on")
    serve(create_store_server(settings), settings.listening)
