"""PostgreSQL's two configuration files, written anew at each start."""

from pathlib import Path

# No "trust" and no "peer", on the socket neither: who gets into the machine has not yet got into the data.
HBA = """\
local all all              scram-sha-256
host  all all 127.0.0.1/32 scram-sha-256
"""

_ALWAYS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    # One small machine.
    "max_connections": "100",
    "shared_buffers": "64MB",
    "maintenance_work_mem": "32MB",
    "max_wal_size": "512MB",
    "io_method": "sync",  # three processes fewer than its workers
    "max_logical_replication_workers": "0",
    # The same everywhere.
    "timezone": "UTC",
    "log_timezone": "UTC",
    "datestyle": "iso, ymd",
    "lc_messages": "C",
    # Neither statements nor the values that broke a constraint: they are passengers' data.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}

_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}

_FOR_TESTS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


def configuration(port: int, socket_folder: Path, *, durable: bool) -> str:
    settings = _ALWAYS | (_DURABLE if durable else _FOR_TESTS)
    settings |= {"port": str(port), "unix_socket_directories": str(socket_folder)}
    return "".join(f"{name} = {_quoted(value)}\n" for name, value in settings.items())


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
