"""Where people and cases are reached in a chat, and which message shows what. Nothing wrote the old shown_cards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    create_chats()
    replace_shown_cards()
    op.add_column("outbox", sa.Column("doubts", sa.Integer(), nullable=False, server_default="0"))


def create_chats() -> None:
    op.create_table(
        "accounts",
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("object_id", name="pk_accounts"),
    )
    op.create_index("ix_accounts_person", "accounts", ["person", "at"])
    op.create_table(
        "chats",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("service_url", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_chats"),
    )
    op.create_table(
        "case_threads",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("service_url", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ref"], ["cases.ref"], name="fk_case_threads_ref"),
        sa.PrimaryKeyConstraint("ref", name="pk_case_threads"),
        sa.UniqueConstraint("conversation", name="uq_case_threads_conversation"),
    )


def replace_shown_cards() -> None:
    op.drop_table("shown_cards")
    op.create_table(
        "shown_cards",
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("drawn", sa.Text(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_form", sa.Boolean(), nullable=False),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.Column("moved_to", sa.Integer(), nullable=True),
        sa.Column("redraw_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("conversation", "activity", name="pk_shown_cards"),
    )
    op.create_index(
        "ix_shown_cards_live",
        "shown_cards",
        ["ref", "at"],
        sqlite_where=sa.text("is_over IS 0"),
        postgresql_where=sa.text("is_over IS false"),
    )
    op.create_index(
        "ix_shown_cards_outdated",
        "shown_cards",
        ["redraw_at"],
        sqlite_where=sa.text("moved_to IS NOT NULL AND is_over IS 0"),
        postgresql_where=sa.text("moved_to IS NOT NULL AND is_over IS false"),
    )
    op.create_table(
        "shown_card_holds",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_shown_card_holds"),
    )
