#!/usr/bin/env bash
# At a database's first start: who may do what there. DATABASE names it; passwords are files.
#
# The owner changes tables (migrations) and nobody else does. The service works as <name>_app, through one of two
# accounts that take turns, so that a password can be changed while the other account is still used.
set -euo pipefail

new_password() { tr -d '\n' < "/run/secrets/$1"; }

psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --dbname postgres \
  -v name="$DATABASE" -v owner="${DATABASE}_owner" -v app="${DATABASE}_app" \
  -v blue="${DATABASE}_blue" -v green="${DATABASE}_green" \
  -v owner_password="$(new_password db_owner)" -v blue_password="$(new_password db_blue)" <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"app" NOLOGIN;
CREATE ROLE :"blue" LOGIN PASSWORD :'blue_password' IN ROLE :"app";
CREATE ROLE :"green" NOLOGIN IN ROLE :"app";
ALTER ROLE :"blue" SET role = :'app';
ALTER ROLE :"green" SET role = :'app';
CREATE DATABASE :"name" OWNER :"owner";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"name" TO :"app";
\connect :"name"
ALTER SCHEMA public OWNER TO :"owner";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"app";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"app";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO :"app";
SQL
