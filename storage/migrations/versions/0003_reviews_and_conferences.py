"""Reviews and conferences of children, and which children a case is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    create_occasions()
    create_case_children()
    fill_case_children()


def create_occasions() -> None:
    op.create_table(
        "occasions",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("which", sa.Text(), nullable=True),
        sa.Column("ends", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["corrects"], ["occasions.number"], name="fk_occasions_corrects"),
        sa.PrimaryKeyConstraint("number", name="pk_occasions"),
    )
    op.create_index("ix_occasions_record", "occasions", ["record", "number"])


def create_case_children() -> None:
    op.create_table(
        "case_children",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_case_children_case_id"),
        sa.PrimaryKeyConstraint("record", "case_id", name="pk_case_children"),
    )


def fill_case_children() -> None:
    """Until now each case was about one child, or none."""
    op.execute(
        "INSERT INTO case_children (record, case_id) SELECT child_record, case_id FROM cases WHERE child_record <> ''"
    )
