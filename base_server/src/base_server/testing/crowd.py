"""A railway that is full, written straight into the tables: through the API it would take hours."""

from dataclasses import dataclass
from typing import Final

import asyncpg

# Every holder has ten tickets on as many days, and every ticket was checked.
_FILL: Final = """
INSERT INTO users (id, name) SELECT gen_random_uuid(), 'Passenger ' || n FROM generate_series(1, :users) n;
INSERT INTO robots (id, robot_model_id, robot_model_name, public_key, key_algorithm)
    SELECT gen_random_uuid(), 'bench', 'bench', 'none', 'x25519' FROM generate_series(1, :robots);
INSERT INTO assignments (id, robot_id, train_number, wagon_number, start_date)
    SELECT gen_random_uuid(), id, 1000 + row_number() OVER (), 1, now() FROM robots WHERE public_key = 'none';
INSERT INTO tickets (id, user_id, train_number, wagon_number, place_number, date, station_id, destination_id,
                     start_date, code)
    SELECT gen_random_uuid(), id, 1000 + day, 1 + n / 100, n % 100, now(), 'A', 'C', now(), gen_random_uuid()
    FROM (SELECT id, row_number() OVER () n FROM users) holders, generate_series(1, 10) day;
INSERT INTO checks (id, robot_id, check_id, assignment_id, ticket_id, wagon_number, verdict, evidence, redeems, content,
                    answer, created_at)
    SELECT gen_random_uuid(), a.robot_id, gen_random_uuid(), a.id, t.id, 1, 'accepted', 'code', false, '', '{}',
           now() - t.n * interval '1 second'
    FROM (SELECT id, row_number() OVER () n FROM tickets) t
    JOIN (SELECT id, robot_id, row_number() OVER () n FROM assignments) a ON a.n = 1 + t.n % :robots;
INSERT INTO telemetry (robot_id, id, received_at, measured_at, battery_percent, cpu_percent, memory_percent,
                       disk_percent, temperature_c, camera_ok, uptime_s, software_version)
    SELECT robot_id, gen_random_uuid(), now() - n * interval '1 minute', now(), 50, 10, 20, 30, 40, true, 60, 'bench'
    FROM assignments, generate_series(1, 20) n;
INSERT INTO incidents (id, robot_id, assignment_id, kind, state, score, started_at, ended_at, opened_at)
    SELECT gen_random_uuid(), robot_id, id, 'violence', 'closed', 0.9, now(), now(),
           now() - n * interval '1 hour'
    FROM assignments, generate_series(1, 10) n;
INSERT INTO audit (id, at, actor_kind, address, action, targets, outcome, request_id, details)
    SELECT gen_random_uuid(), now() - n * interval '1 second', 'admin', '127.0.0.1', 'GET /base_api/v1/admin/users',
           '{}', 200, n::text, '{}'
    FROM generate_series(1, 2 * :users) n;
"""


@dataclass(frozen=True)
class Size:
    """Of a railway. Its tickets and checks are ten times its users, its telemetry twenty times its robots."""

    users: int
    robots: int


async def crowd(database_url: str, size: Size) -> None:
    connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    try:
        await connection.execute(_FILL.replace(":users", str(size.users)).replace(":robots", str(size.robots)))
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()
