"""What a mail leaves at its provider, how far a mailbox has been read, and how an absence came to be known.

Besides what 0002 says, the role that empties words needs:

    GRANT SELECT, DELETE ON mailed_cards TO iro_bot_retention;
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("draft_id", sa.Text(), nullable=True))
    op.add_column("outbox", sa.Column("conversation_id", sa.Text(), nullable=True))
    index_where_known("provider_id")
    index_where_known("conversation_id")
    op.add_column("absences", sa.Column("source", sa.Text(), nullable=False, server_default="file"))
    op.add_column("posts", sa.Column("group", sa.Text(), nullable=True))
    op.create_table(
        "leavers",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_leavers"),
    )
    op.create_table(
        "meeting_times",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ref"], ["cases.ref"], name="fk_meeting_times_ref"),
        sa.PrimaryKeyConstraint("ref", "visit", name="pk_meeting_times"),
    )
    op.create_table(
        "meeting_answers",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ref"], ["cases.ref"], name="fk_meeting_answers_ref"),
        sa.PrimaryKeyConstraint("ref", "visit", "person", name="pk_meeting_answers"),
    )
    op.create_table(
        "absence_checks",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contradicted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("person", name="pk_absence_checks"),
    )
    unconfirmed = sa.text("state = 'sent' AND channel = 'email'")
    op.create_table(
        "cursors",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_cursors"),
    )
    create_mailed_cards()
    op.create_index(
        "ix_outbox_unconfirmed",
        "outbox",
        ["settled_at"],
        sqlite_where=unconfirmed,
        postgresql_where=unconfirmed,
    )


def create_mailed_cards() -> None:
    op.create_table(
        "mailed_cards",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("above", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.Column("answers", sa.Text(), nullable=True),
        sa.Column("is_case", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_mailed_cards"),
    )
    op.create_index("ix_mailed_cards_ref", "mailed_cards", ["ref"])
    op.create_index("ix_mailed_cards_at", "mailed_cards", ["at"])


def index_where_known(column: str) -> None:
    known = sa.text(f"{column} IS NOT NULL")
    op.create_index(f"ix_outbox_{column}", "outbox", [column], sqlite_where=known, postgresql_where=known)
