"""The docket is append-only: the database itself refuses to change or delete a row.

Only sealed cells may be rewritten (key rotation); the hash covers their plain text.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FROZEN = "id, case_id, seq, at, event, previous_hash, hash"
REFUSAL = "the docket is append-only"
ABORT = f"SELECT RAISE(ABORT, '{REFUSAL}')"
TWIN = "SELECT 1 FROM docket WHERE id = NEW.id OR (case_id = NEW.case_id AND seq = NEW.seq)"


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER docket_no_update BEFORE UPDATE OF {FROZEN} ON docket BEGIN {ABORT}; END")
        op.execute(f"CREATE TRIGGER docket_no_delete BEFORE DELETE ON docket BEGIN {ABORT}; END")
        # INSERT OR REPLACE deletes without asking the delete trigger.
        op.execute(f"CREATE TRIGGER docket_no_replace BEFORE INSERT ON docket WHEN EXISTS ({TWIN}) BEGIN {ABORT}; END")
        return
    op.execute(
        "CREATE FUNCTION docket_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER docket_no_update BEFORE UPDATE OF {FROZEN} ON docket "
        "FOR EACH ROW EXECUTE FUNCTION docket_refuse()"
    )
    op.execute("CREATE TRIGGER docket_no_delete BEFORE DELETE ON docket FOR EACH ROW EXECUTE FUNCTION docket_refuse()")
    op.execute("CREATE TRIGGER docket_no_truncate BEFORE TRUNCATE ON docket EXECUTE FUNCTION docket_refuse()")


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER docket_no_update")
        op.execute("DROP TRIGGER docket_no_delete")
        op.execute("DROP TRIGGER docket_no_replace")
        return
    op.execute("DROP TRIGGER docket_no_update ON docket")
    op.execute("DROP TRIGGER docket_no_delete ON docket")
    op.execute("DROP TRIGGER docket_no_truncate ON docket")
    op.execute("DROP FUNCTION docket_refuse()")
