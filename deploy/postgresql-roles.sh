#!/bin/sh
# Three roles besides the server's own: the owner of the tables, who migrates, and two that may
# append, read and keep the read models, for the API and for the worker. What they may do with each
# table is said by «marshrut migrate --application-role». Compose runs this once, when it makes the
# ledger's database; elsewhere run it with the same variables as a superuser, in that database.
set -eu

psql --quiet --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:?}" --dbname="${POSTGRES_DB:?}" \
    --set=database="$POSTGRES_DB" \
    --set=owner="${OWNER_ROLE:-marshrut_owner}" --set=owner_password="${OWNER_PASSWORD:?}" \
    --set=api="${API_ROLE:-marshrut_api}" --set=api_password="${API_PASSWORD:?}" \
    --set=worker="${WORKER_ROLE:-marshrut_worker}" --set=worker_password="${WORKER_PASSWORD:?}" \
    <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"api" LOGIN PASSWORD :'api_password';
CREATE ROLE :"worker" LOGIN PASSWORD :'worker_password';
ALTER DATABASE :"database" OWNER TO :"owner";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO :"api", :"worker";
SQL
