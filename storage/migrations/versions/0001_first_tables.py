"""The first tables: cases, duties, the log, messages, people, procedures."""

from __future__ import annotations

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


def text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", sa.Integer(), nullable=False),
        text("ref"),
        text("pack_id"),
        text("pack_version"),
        text("pack_digest"),
        text("track"),
        text("team"),
        text("raiser"),
        text("child_record"),
        text("child_initials"),
        sa.Column("immediate_risk", sa.Boolean(), nullable=False),
        text("stage", nullable=True),
        moment("drafted_at"),
        moment("raised_at", nullable=True),
        moment("answer_due", nullable=True),
        moment("limit_due", nullable=True),
        moment("closed_at", nullable=True),
        text("outcome", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entry_count", sa.Integer(), nullable=False),
        text("head"),
        text("body"),
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
        text("category"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_case_categories_case_id"),
        sa.PrimaryKeyConstraint("case_id", "category", name="pk_case_categories"),
    )
    op.create_index("ix_case_categories_category", "case_categories", ["category", "case_id"])
    op.create_table(
        "case_people",
        text("person"),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_case_people_case_id"),
        sa.PrimaryKeyConstraint("person", "case_id", name="pk_case_people"),
    )
    op.create_table(
        "reference_numbers",
        text("prefix"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "year", name="pk_reference_numbers"),
    )


def create_duties() -> None:
    op.create_table(
        "duties",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        text("task"),
        sa.Column("visit", sa.Integer(), nullable=True),
        moment("started"),
        moment("due"),
        moment("wake", nullable=True),
        moment("lapsed", nullable=True),
        moment("ended", nullable=True),
        moment("postponed_until", nullable=True),
        sa.Column("postponed_times", sa.Integer(), nullable=False),
        text("postponed_because", nullable=True),
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
        text("person"),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        text("role"),
        text("covering", nullable=True),
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
        text("kind"),
        moment("happened_at"),
        moment("recorded_at"),
        text("by", nullable=True),
        text("on_behalf_of", nullable=True),
        text("via"),
        text("facts"),
        text("words_digest", nullable=True),
        text("previous"),
        text("hash"),
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
        text("salt", nullable=True),
        text("words", nullable=True),
        text("folded", nullable=True),
        moment("emptied_at", nullable=True),
        text("emptied_under", nullable=True),
        sa.ForeignKeyConstraint(["case_id", "number"], ["log.case_id", "log.number"], name="fk_log_words_log"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_log_words"),
    )


def create_messages() -> None:
    op.create_table(
        "inbox",
        text("key"),
        moment("at"),
        text("ref", nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_inbox"),
    )
    op.create_table(
        "outbox",
        sa.Column("number", sa.Integer(), nullable=False),
        text("id"),
        text("ref", nullable=True),
        text("to"),
        text("channel"),
        text("notice", nullable=True),
        text("body", nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        moment("not_before"),
        moment("created"),
        text("state"),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("in_doubt", sa.Boolean(), nullable=False),
        text("worker", nullable=True),
        moment("lease_until", nullable=True),
        moment("settled_at", nullable=True),
        text("provider_id", nullable=True),
        text("reason", nullable=True),
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
        text("person"),
        text("ref"),
        text("key"),
        text("message_id"),
        moment("at"),
        sa.PrimaryKeyConstraint("person", "ref", "key", name="pk_shown_cards"),
    )
    op.create_index("ix_shown_cards_ref", "shown_cards", ["ref"])


def create_people() -> None:
    op.create_table(
        "people",
        text("person"),
        sa.Column("position", sa.Integer(), nullable=False),
        text("name"),
        text("email"),
        text("line_manager", nullable=True),
        text("cover", nullable=True),
        text("days_off"),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("person", name="pk_people"),
    )
    op.create_table(
        "delegates",
        text("person"),
        text("answers_for"),
        sa.PrimaryKeyConstraint("person", "answers_for", name="pk_delegates"),
    )
    op.create_table(
        "posts",
        sa.Column("position", sa.Integer(), nullable=False),
        text("person"),
        text("role"),
        text("team", nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("position", name="pk_posts"),
    )
    op.create_table(
        "absences",
        sa.Column("position", sa.Integer(), nullable=False),
        text("person"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        text("cover", nullable=True),
        sa.PrimaryKeyConstraint("position", name="pk_absences"),
    )
    op.create_table(
        "people_mark",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        text("mark"),
        moment("imported_at", nullable=True),
        sa.PrimaryKeyConstraint("one", name="pk_people_mark"),
    )


def create_procedures() -> None:
    op.create_table(
        "procedures",
        text("digest"),
        text("id"),
        text("version"),
        text("file"),
        text("text"),
        moment("kept_at"),
        sa.PrimaryKeyConstraint("digest", name="pk_procedures"),
    )
    op.create_table(
        "sign_offs",
        text("digest"),
        text("id"),
        text("version"),
        text("by"),
        moment("at"),
        sa.PrimaryKeyConstraint("digest", name="pk_sign_offs"),
    )
    op.create_table(
        "team_packs",
        text("team"),
        text("digest"),
        sa.ForeignKeyConstraint(["digest"], ["procedures.digest"], name="fk_team_packs_digest"),
        sa.PrimaryKeyConstraint("team", name="pk_team_packs"),
    )


def create_work_in_hand() -> None:
    op.create_table(
        "drafts",
        text("token"),
        text("person"),
        text("kind"),
        text("answers"),
        moment("at"),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_drafts"),
    )
    op.create_index("ix_drafts_at", "drafts", ["at"])
    op.create_table(
        "watermarks",
        text("name"),
        moment("at"),
        sa.PrimaryKeyConstraint("name", name="pk_watermarks"),
    )
