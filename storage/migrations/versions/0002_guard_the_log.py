"""The log is append-only in the database itself: words beside it can be emptied once, nothing else changes or goes.

On PostgreSQL the rights say the same once more, when whoever installs it grants them (the names are examples):

    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO iro_bot;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO iro_bot;
    REVOKE UPDATE, DELETE, TRUNCATE ON log, log_words FROM iro_bot;
    GRANT SELECT, UPDATE ON cases, log_words, outbox TO iro_bot_retention;
    GRANT SELECT ON log, inbox, alembic_version TO iro_bot_retention;
    GRANT SELECT, DELETE ON drafts TO iro_bot_retention;

Neither role owns the tables: an owner could take the triggers away.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

EMPTYING = (
    "OLD.emptied_at IS NULL AND NEW.emptied_at IS NOT NULL AND NEW.words IS NULL AND NEW.salt IS NULL "
    "AND NEW.folded IS NULL AND NEW.case_id = OLD.case_id AND NEW.number = OLD.number"
)
# Name, event, table, and the condition under which it is let through after all.
GUARDS = (
    ("log_no_update", "UPDATE", "log", ""),
    ("log_no_delete", "DELETE", "log", ""),
    ("log_words_only_emptied", "UPDATE", "log_words", EMPTYING),
    ("log_words_no_delete", "DELETE", "log_words", ""),
)
REFUSED = "the log is append-only"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        guard_on_sqlite()
    else:
        guard_on_postgresql()


def guard_on_sqlite() -> None:
    for name, event, table, allowed in GUARDS:
        when = f"WHEN NOT ({allowed})" if allowed else ""
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {when} {refuse}")


def guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change_of_log() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    refuse = "EXECUTE FUNCTION refuse_change_of_log()"
    for name, event, table, allowed in GUARDS:
        when = f"WHEN (NOT ({allowed}))" if allowed else ""
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} {refuse}")
    for table in ("log", "log_words"):
        op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} {refuse}")
