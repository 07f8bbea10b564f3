"""The gateway and the services behind it, in one process: started by the supervisor and by nobody else."""

import uvloop

from base_server.config import BaseServerSettings
from base_server.face_api.settings import FaceApiSettings
from base_server.main import create_base_server
from base_server.migrations import upgrade
from provodnik.server.database import DatabaseSettings
from provodnik.server.logs import log_as_json
from provodnik.server.redis_async import RedisSettings
from standalone.services.gateway import Gateway
from standalone.services.program import serve, take_orders
from standalone.services.settings import BaseOrders


def settings_of(orders: BaseOrders) -> BaseServerSettings:
    return BaseServerSettings(
        database=DatabaseSettings(url=orders.database_url),
        redis=RedisSettings(url=orders.redis_url),
        admin_token=orders.admin_token,
        admin_api="on",
        card_key=orders.card_key,
        face=FaceApiSettings(url=orders.face_url, token=orders.face_service_token),
        face_boarding="on",
    )


def main() -> None:
    log_as_json()
    orders = take_orders(BaseOrders)
    upgrade(orders.database_url.get_secret_value())
    base_server = create_base_server(settings_of(orders))
    uvloop.run(serve(Gateway({"/base_api": base_server}, orders.static), orders.port, [base_server]))


if __name__ == "__main__":
    main()
