"""SQL by the psql that comes with the server: no driver, no event loop."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr


class SqlError(Exception):
    """psql's own words."""


@dataclass(frozen=True)
class Psql:
    program: Path
    host: str
    port: int
    user: str
    password: SecretStr

    def run(self, sql: str, database: str = "postgres", **variables: str) -> str:
        """Variables stand in the statement as psql has them: :'name' for a literal, :"name" for an identifier."""
        names = [f"--set={name}={value}" for name, value in variables.items()]
        command = [self.program, "-XqAtw", "--set=ON_ERROR_STOP=1", *names, "-f", "-"]
        done = subprocess.run(
            command,
            input=sql,  # a statement of -c would get no variables
            check=False,
            capture_output=True,
            encoding="utf-8",
            env={
                "PATH": os.defpath,
                "PGHOST": self.host,
                "PGPORT": str(self.port),
                "PGUSER": self.user,
                "PGDATABASE": database,
                "PGPASSWORD": self.password.get_secret_value(),  # this child's alone, and nobody else's to read
                "PGCONNECT_TIMEOUT": "5",
                "PGCLIENTENCODING": "UTF8",
            },
        )
        if done.returncode != 0:
            raise SqlError(done.stderr.strip())
        return done.stdout.strip()
