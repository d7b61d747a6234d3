CREATE FUNCTION access_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'access events are append-only: % refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER access_event_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON access_event
    FOR EACH STATEMENT EXECUTE FUNCTION access_event_refuse();

-- Also in sessions that replicate, which skip ordinary triggers.
ALTER TABLE access_event ENABLE ALWAYS TRIGGER access_event_append_only;
