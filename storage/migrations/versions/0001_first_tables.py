"""The first tables: cases, duties, the log, messages, people, procedures."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_cases()
    create_duties()
    create_log()
    create_messages()
    create_people()
    create_procedures()
    create_work_in_hand()


def texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def texts_or_none(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=True) for name in names]


def moments(*names: str) -> list[sa.Column[datetime]]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in names]


def moments_or_none(*names: str) -> list[sa.Column[datetime]]:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in names]


def create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", sa.Integer(), nullable=False),
        *texts(
            "ref", "pack_id", "pack_version", "pack_digest", "track", "team", "raiser", "child_record", "child_initials"
        ),
        sa.Column("immediate_risk", sa.Boolean(), nullable=False),
        *texts_or_none("stage"),
        *moments("drafted_at"),
        *moments_or_none("raised_at", "answer_due", "limit_due", "closed_at"),
        *texts_or_none("outcome"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entry_count", sa.Integer(), nullable=False),
        *texts("head", "body"),
        sa.PrimaryKeyConstraint("case_id", name="pk_cases"),
        sa.UniqueConstraint("ref", name="uq_cases_ref"),
    )
    op.create_index(
        "ix_cases_answer_due",
        "cases",
        ["answer_due", "case_id"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_cases_open",
        "cases",
        ["case_id"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_cases_raiser", "cases", ["raiser", "case_id"])
    op.create_index("ix_cases_team", "cases", ["team", "case_id"])
    op.create_table(
        "case_categories",
        sa.Column("case_id", sa.Integer(), nullable=False),
        *texts("category"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_case_categories_case_id"),
        sa.PrimaryKeyConstraint("case_id", "category", name="pk_case_categories"),
    )
    op.create_index("ix_case_categories_category", "case_categories", ["category", "case_id"])
    op.create_table(
        "case_people",
        *texts("person"),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_case_people_case_id"),
        sa.PrimaryKeyConstraint("person", "case_id", name="pk_case_people"),
    )
    op.create_table(
        "reference_numbers",
        *texts("prefix"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "year", name="pk_reference_numbers"),
    )


def create_duties() -> None:
    op.create_table(
        "duties",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *texts("task"),
        sa.Column("visit", sa.Integer(), nullable=True),
        *moments("started", "due"),
        *moments_or_none("wake", "lapsed", "ended", "postponed_until"),
        sa.Column("postponed_times", sa.Integer(), nullable=False),
        *texts_or_none("postponed_because"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_duties_case_id"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_duties"),
    )
    op.create_index(
        "ix_duties_postponed",
        "duties",
        ["postponed_until"],
        sqlite_where=sa.text("postponed_until IS NOT NULL AND ended IS NULL"),
        postgresql_where=sa.text("postponed_until IS NOT NULL AND ended IS NULL"),
    )
    op.create_index(
        "ix_duties_waking",
        "duties",
        ["wake", "case_id", "number"],
        sqlite_where=sa.text("wake IS NOT NULL AND ended IS NULL"),
        postgresql_where=sa.text("wake IS NOT NULL AND ended IS NULL"),
    )
    op.create_table(
        "duty_holders",
        *texts("person"),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *texts("role"),
        *texts_or_none("covering"),
        sa.ForeignKeyConstraint(
            ["case_id", "number"], ["duties.case_id", "duties.number"], name="fk_duty_holders_duty"
        ),
        sa.PrimaryKeyConstraint("person", "case_id", "number", "role", name="pk_duty_holders"),
    )
    op.create_index("ix_duty_holders_case", "duty_holders", ["case_id", "number"])


def create_log() -> None:
    op.create_table(
        "log",
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *texts("kind"),
        *moments("happened_at", "recorded_at"),
        *texts_or_none("by", "on_behalf_of"),
        *texts("via", "facts"),
        *texts_or_none("words_digest"),
        *texts("previous", "hash"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_log_case_id"),
        sa.PrimaryKeyConstraint("log_id", name="pk_log"),
        sa.UniqueConstraint("case_id", "number", name="uq_log_case_id_number"),
    )
    op.create_index("ix_log_happened", "log", ["happened_at", "log_id"])
    op.create_index("ix_log_kind", "log", ["kind", "log_id"])
    op.create_table(
        "log_words",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *texts_or_none("salt", "words", "folded"),
        *moments_or_none("emptied_at"),
        *texts_or_none("emptied_under"),
        sa.ForeignKeyConstraint(["case_id", "number"], ["log.case_id", "log.number"], name="fk_log_words_log"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_log_words"),
    )


def create_messages() -> None:
    op.create_table(
        "inbox",
        *texts("key"),
        *moments("at"),
        *texts_or_none("ref"),
        sa.PrimaryKeyConstraint("key", name="pk_inbox"),
    )
    op.create_table(
        "outbox",
        sa.Column("number", sa.Integer(), nullable=False),
        *texts("id"),
        *texts_or_none("ref"),
        *texts("to", "channel"),
        *texts_or_none("notice", "body"),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        *moments("not_before", "created"),
        *texts("state"),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("in_doubt", sa.Boolean(), nullable=False),
        *texts_or_none("worker"),
        *moments_or_none("lease_until", "settled_at"),
        *texts_or_none("provider_id", "reason"),
        sa.ForeignKeyConstraint(["ref"], ["cases.ref"], name="fk_outbox_ref"),
        sa.PrimaryKeyConstraint("number", name="pk_outbox"),
        sa.UniqueConstraint("id", name="uq_outbox_id"),
    )
    op.create_index("ix_outbox_ref", "outbox", ["ref"])
    op.create_index(
        "ix_outbox_unsent",
        "outbox",
        ["number"],
        sqlite_where=sa.text("settled IS 0"),
        postgresql_where=sa.text("settled IS false"),
    )
    op.create_table(
        "shown_cards",
        *texts("person", "ref", "key", "message_id"),
        *moments("at"),
        sa.PrimaryKeyConstraint("person", "ref", "key", name="pk_shown_cards"),
    )
    op.create_index("ix_shown_cards_ref", "shown_cards", ["ref"])


def create_people() -> None:
    op.create_table(
        "people",
        *texts("person"),
        sa.Column("position", sa.Integer(), nullable=False),
        *texts("name", "email"),
        *texts_or_none("line_manager", "cover"),
        *texts("days_off"),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("person", name="pk_people"),
    )
    op.create_table(
        "delegates",
        *texts("person", "answers_for"),
        sa.PrimaryKeyConstraint("person", "answers_for", name="pk_delegates"),
    )
    op.create_table(
        "posts",
        sa.Column("position", sa.Integer(), nullable=False),
        *texts("person", "role"),
        *texts_or_none("team"),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("position", name="pk_posts"),
    )
    op.create_table(
        "absences",
        sa.Column("position", sa.Integer(), nullable=False),
        *texts("person"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        *texts_or_none("cover"),
        sa.PrimaryKeyConstraint("position", name="pk_absences"),
    )
    op.create_table(
        "people_mark",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        *texts("mark"),
        *moments_or_none("imported_at"),
        sa.PrimaryKeyConstraint("one", name="pk_people_mark"),
    )


def create_procedures() -> None:
    op.create_table(
        "procedures",
        *texts("digest", "id", "version", "file", "text"),
        *moments("kept_at"),
        sa.PrimaryKeyConstraint("digest", name="pk_procedures"),
    )
    op.create_table(
        "sign_offs",
        *texts("digest", "id", "version", "by"),
        *moments("at"),
        sa.PrimaryKeyConstraint("digest", name="pk_sign_offs"),
    )
    op.create_table(
        "team_packs",
        *texts("team", "digest"),
        sa.ForeignKeyConstraint(["digest"], ["procedures.digest"], name="fk_team_packs_digest"),
        sa.PrimaryKeyConstraint("team", name="pk_team_packs"),
    )


def create_work_in_hand() -> None:
    op.create_table(
        "drafts",
        *texts("token", "person", "kind", "answers"),
        *moments("at"),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_drafts"),
    )
    op.create_index("ix_drafts_at", "drafts", ["at"])
    op.create_table(
        "watermarks",
        *texts("name"),
        *moments("at"),
        sa.PrimaryKeyConstraint("name", name="pk_watermarks"),
    )
