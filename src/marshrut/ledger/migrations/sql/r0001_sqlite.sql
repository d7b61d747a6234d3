CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: UPDATE refused'); END

CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: DELETE refused'); END

-- INSERT OR REPLACE would delete without asking the trigger above.
CREATE TRIGGER ledger_no_replace BEFORE INSERT ON ledger
WHEN EXISTS (SELECT 1 FROM ledger WHERE position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger.position'); END

CREATE TRIGGER ledger_no_replace_version BEFORE INSERT ON ledger
WHEN EXISTS (
    SELECT 1 FROM ledger
    WHERE originator_id = NEW.originator_id AND originator_version = NEW.originator_version
)
BEGIN
    SELECT RAISE(
        ABORT, 'UNIQUE constraint failed: ledger.originator_id, ledger.originator_version'
    );
END
