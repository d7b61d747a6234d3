#!/bin/sh
# Four roles besides the server's own: the owner of the tables, who migrates; two that append and
# read, for the API and for the worker, within row-level security; and one outside it that keeps
# the read models. What they may do with each table is said by «marshrut migrate
# --application-role … --projection-role …». Compose runs this once, when it makes the
# ledger's database; elsewhere run it with the same variables as a superuser, in that database.
set -eu

psql --quiet --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:?}" --dbname="${POSTGRES_DB:?}" \
    --set=database="$POSTGRES_DB" \
    --set=owner="${OWNER_ROLE:-marshrut_owner}" --set=owner_password="${OWNER_PASSWORD:?}" \
    --set=api="${API_ROLE:-marshrut_api}" --set=api_password="${API_PASSWORD:?}" \
    --set=worker="${WORKER_ROLE:-marshrut_worker}" --set=worker_password="${WORKER_PASSWORD:?}" \
    --set=keeper="${KEEPER_ROLE:-marshrut_keeper}" --set=keeper_password="${KEEPER_PASSWORD:?}" \
    <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"api" LOGIN PASSWORD :'api_password';
CREATE ROLE :"worker" LOGIN PASSWORD :'worker_password';
CREATE ROLE :"keeper" LOGIN BYPASSRLS PASSWORD :'keeper_password';
ALTER DATABASE :"database" OWNER TO :"owner";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO :"api", :"worker", :"keeper";
SQL
