-- Append events in one round trip; answers the head before them.
-- The lock comes first, so that the statements after it see what its former holder committed
-- (each has a snapshot of its own at READ COMMITTED). `at` is the time of an append that goes on
-- for several statements; without it the time is taken here, under the lock.
-- 120265299421184 is LOCK in marshrut.ledger.postgresql.
CREATE FUNCTION ledger_append(
    ids uuid[], versions integer[], topics text[], states bytea[], at bigint DEFAULT NULL
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    head bigint;
    latest bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(120265299421184);
    SELECT position, recorded_at INTO head, latest FROM ledger ORDER BY position DESC LIMIT 1;
    head := coalesce(head, 0);
    at := coalesce(
        at, greatest((extract(epoch FROM clock_timestamp()) * 1000000)::bigint, latest + 1)
    );
    NOTIFY marshrut_ledger;
    INSERT INTO ledger (position, originator_id, originator_version, topic, state, recorded_at)
    SELECT head + n, id, version, topic, state, at
    FROM unnest(ids, versions, topics, states) WITH ORDINALITY AS e (id, version, topic, state, n);
    RETURN head;
END $$;

-- The same for one event, the usual case, without the cost of arrays, a tenth of the whole.
-- Assignments cost less than PERFORM and NOTIFY do.
CREATE PROCEDURE ledger_append_one(
    id uuid, version integer, topic text, state bytea, INOUT place bigint DEFAULT NULL
) LANGUAGE plpgsql AS $$
DECLARE
    earliest bigint;
    done text;
BEGIN
    done := pg_advisory_xact_lock(120265299421184);
    SELECT l.position + 1, l.recorded_at + 1 INTO place, earliest
    FROM ledger AS l ORDER BY l.position DESC LIMIT 1;
    place := coalesce(place, 1);
    done := pg_notify('marshrut_ledger', '');
    INSERT INTO ledger (position, originator_id, originator_version, topic, state, recorded_at)
    VALUES (
        place, id, version, topic, state,
        greatest((extract(epoch FROM clock_timestamp()) * 1000000)::bigint, earliest)
    );
END $$;

CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER ledger_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

-- Also in sessions that replicate, which skip ordinary triggers.
ALTER TABLE ledger ENABLE ALWAYS TRIGGER ledger_append_only;
