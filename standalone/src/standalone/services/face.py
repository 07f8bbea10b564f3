"""face_server in a process of its own, on a port of its own: started by the supervisor and by nobody else."""

import uvloop

from face_server.config import FaceServerSettings
from face_server.engine.work import FaceWork
from face_server.main import create_face_server
from provodnik.server.logs import log_as_json
from provodnik.server.redis_async import RedisSettings
from standalone.services.program import serve, take_orders
from standalone.services.settings import FaceOrders


def settings_of(orders: FaceOrders) -> FaceServerSettings:
    return FaceServerSettings(
        service_token=orders.service_token,
        chroma_url=orders.chroma_url,
        chroma_folder=orders.chroma_folder,
        redis=RedisSettings(url=orders.redis_url),
        key=orders.key,
        pseudonym_key=orders.pseudonym_key,
        engine="auto",
    )


def main() -> None:
    log_as_json()
    orders = take_orders(FaceOrders)
    app = create_face_server(settings_of(orders))
    work: FaceWork = app.state.work
    uvloop.run(serve(app, orders.port, [app], told=f"faces are read by {work.likeness.name}"))


if __name__ == "__main__":
    main()
