"""The tables. A change here needs a migration beside it: `schema_drift` says when one was forgotten.

All of them stand in one file, long as it is: they refer to each other across subjects, those who ask for them ask for
several subjects at once, and what metadata knows is what stands here.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    and_,
    false,
)

from .column_types import PlainText, UtcDateTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def texts(*names: str) -> list[Column[str]]:
    return [Column(name, PlainText, nullable=False) for name in names]


def texts_or_none(*names: str) -> list[Column[str | None]]:
    return [Column(name, PlainText) for name in names]


def partial_index(name: str, *columns: Column[object], where: ColumnElement[bool]) -> Index:
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


# body is the case; the other columns are what it is asked for by. entry_count and head are the end of its log's chain.
cases = Table(
    "cases",
    metadata,
    Column("case_id", Integer, primary_key=True),
    Column("ref", PlainText, nullable=False, unique=True),
    *texts("pack_id", "pack_version", "pack_digest", "track", "team", "raiser", "child_record", "child_initials"),
    Column("immediate_risk", Boolean, nullable=False),
    *texts_or_none("stage"),
    Column("drafted_at", UtcDateTime, nullable=False),
    Column("raised_at", UtcDateTime),
    Column("answer_due", UtcDateTime),
    Column("limit_due", UtcDateTime),
    Column("closed_at", UtcDateTime),
    *texts_or_none("outcome"),
    Column("version", Integer, nullable=False),
    Column("entry_count", Integer, nullable=False),
    *texts("head", "body"),
    Index("ix_cases_raiser", "raiser", "case_id"),
    Index("ix_cases_team", "team", "case_id"),
)
is_open = cases.c.closed_at.is_(None)
partial_index("ix_cases_open", cases.c.case_id, where=is_open)
partial_index("ix_cases_answer_due", cases.c.answer_due, cases.c.case_id, where=is_open)

case_categories = Table(
    "case_categories",
    metadata,
    Column("case_id", ForeignKey(cases.c.case_id), nullable=False),
    *texts("category"),
    PrimaryKeyConstraint("case_id", "category"),
    Index("ix_case_categories_category", "category", "case_id"),
)

# The children whom a case is about, by record number.
case_children = Table(
    "case_children",
    metadata,
    *texts("record"),
    Column("case_id", ForeignKey(cases.c.case_id), nullable=False),
    PrimaryKeyConstraint("record", "case_id"),
)

# Everybody who has or had a part in the case.
case_people = Table(
    "case_people",
    metadata,
    *texts("person"),
    Column("case_id", ForeignKey(cases.c.case_id), nullable=False),
    PrimaryKeyConstraint("person", "case_id"),
)

reference_numbers = Table(
    "reference_numbers",
    metadata,
    *texts("prefix"),
    Column("year", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    PrimaryKeyConstraint("prefix", "year"),
)

duties = Table(
    "duties",
    metadata,
    Column("case_id", ForeignKey(cases.c.case_id), nullable=False),
    Column("number", Integer, nullable=False),
    *texts("task"),
    Column("visit", Integer),
    Column("started", UtcDateTime, nullable=False),
    Column("due", UtcDateTime, nullable=False),
    Column("wake", UtcDateTime),
    Column("lapsed", UtcDateTime),
    Column("ended", UtcDateTime),
    Column("postponed_until", UtcDateTime),
    Column("postponed_times", Integer, nullable=False),
    *texts_or_none("postponed_because"),
    PrimaryKeyConstraint("case_id", "number"),
)
waking = and_(duties.c.wake.is_not(None), duties.c.ended.is_(None))
postponed = and_(duties.c.postponed_until.is_not(None), duties.c.ended.is_(None))
partial_index("ix_duties_waking", duties.c.wake, duties.c.case_id, duties.c.number, where=waking)
partial_index("ix_duties_postponed", duties.c.postponed_until, where=postponed)

duty_holders = Table(
    "duty_holders",
    metadata,
    *texts("person"),
    Column("case_id", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    *texts("role"),
    *texts_or_none("covering"),
    PrimaryKeyConstraint("person", "case_id", "number", "role"),
    ForeignKeyConstraint(["case_id", "number"], [duties.c.case_id, duties.c.number], name="fk_duty_holders_duty"),
    Index("ix_duty_holders_case", "case_id", "number"),
)

# The chain: ids, kinds, dates and a salted digest of the words. Triggers refuse every change.
log = Table(
    "log",
    metadata,
    Column("log_id", Integer, primary_key=True),
    Column("case_id", ForeignKey(cases.c.case_id), nullable=False),
    Column("number", Integer, nullable=False),
    *texts("kind"),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    *texts_or_none("by", "on_behalf_of"),
    *texts("via", "facts"),
    *texts_or_none("words_digest"),
    *texts("previous", "hash"),
    UniqueConstraint("case_id", "number"),
    Index("ix_log_kind", "kind", "log_id"),
    Index("ix_log_happened", "happened_at", "log_id"),
)

# People's words beside the chain. Only retention empties a row, once and for good; it says under which rule.
log_words = Table(
    "log_words",
    metadata,
    Column("case_id", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    *texts_or_none("salt", "words", "folded"),
    Column("emptied_at", UtcDateTime),
    *texts_or_none("emptied_under"),
    PrimaryKeyConstraint("case_id", "number"),
    ForeignKeyConstraint(["case_id", "number"], [log.c.case_id, log.c.number], name="fk_log_words_log"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("key", PlainText, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    *texts_or_none("ref"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", PlainText, nullable=False, unique=True),
    Column("ref", ForeignKey(cases.c.ref)),
    *texts("to", "channel"),
    *texts_or_none("notice", "body"),
    Column("urgent", Boolean, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    *texts("state"),
    Column("settled", Boolean, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("in_doubt", Boolean, nullable=False),
    Column("doubts", Integer, nullable=False, server_default="0"),
    *texts_or_none("worker"),
    Column("lease_until", UtcDateTime),
    Column("settled_at", UtcDateTime),
    *texts_or_none("provider_id", "reason"),
    Column("doubted_at", UtcDateTime),
    *texts_or_none("draft_id", "conversation_id"),
    Index("ix_outbox_ref", "ref"),
)
unsent = outbox.c.settled.is_(False)
partial_index("ix_outbox_unsent", outbox.c.number, where=unsent)
partial_index("ix_outbox_provider_id", outbox.c.provider_id, where=outbox.c.provider_id.is_not(None))
partial_index("ix_outbox_conversation_id", outbox.c.conversation_id, where=outbox.c.conversation_id.is_not(None))
partial_index(
    "ix_outbox_unconfirmed", outbox.c.settled_at, where=(outbox.c.state == "sent") & (outbox.c.channel == "email")
)

people = Table(
    "people",
    metadata,
    Column("person", PlainText, primary_key=True),
    Column("position", Integer, nullable=False),
    *texts("name", "email"),
    *texts_or_none("line_manager", "cover"),
    *texts("days_off"),
    Column("until", Date),
)
# Whose account the directory has closed, and their last day: it outlives a new reading of the people file.
leavers = Table(
    "leavers",
    metadata,
    Column("person", PlainText, primary_key=True),
    Column("last_day", Date, nullable=False),
)
delegates = Table("delegates", metadata, *texts("person", "answers_for"), PrimaryKeyConstraint("person", "answers_for"))
posts = Table(
    "posts",
    metadata,
    Column("position", Integer, primary_key=True),
    *texts("person", "role"),
    *texts_or_none("team"),
    Column("since", Date),
    Column("until", Date),
    Column("group", PlainText),
)
absences = Table(
    "absences",
    metadata,
    Column("position", Integer, primary_key=True),
    *texts("person"),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    *texts_or_none("cover"),
    Column("source", PlainText, nullable=False, server_default="file"),
)
# When a meeting that is still to be called could begin, as calendars had it then: moments in order, spaces between.
meeting_times = Table(
    "meeting_times",
    metadata,
    Column("ref", ForeignKey(cases.c.ref), nullable=False),
    Column("visit", Integer, nullable=False),
    *texts("starts"),
    Column("asked_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("ref", "visit"),
)
# What those invited to a meeting have answered, and for which moment.
meeting_answers = Table(
    "meeting_answers",
    metadata,
    Column("ref", ForeignKey(cases.c.ref), nullable=False),
    Column("visit", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    *texts("person", "answer"),
    PrimaryKeyConstraint("ref", "visit", "person"),
)
# When somebody's calendar was last asked whether they are away; `contradicted`: they say that they are not, though.
absence_checks = Table(
    "absence_checks",
    metadata,
    Column("person", PlainText, primary_key=True),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("contradicted", Boolean, nullable=False, server_default=false()),
)
# One row: a new mark with every change of people, so that a roster read earlier is known to be old.
people_mark = Table(
    "people_mark",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    *texts("mark"),
    Column("imported_at", UtcDateTime),
)

procedures = Table(
    "procedures",
    metadata,
    Column("digest", PlainText, primary_key=True),
    *texts("id", "version", "file", "text"),
    Column("kept_at", UtcDateTime, nullable=False),
)
sign_offs = Table(
    "sign_offs",
    metadata,
    Column("digest", PlainText, primary_key=True),
    *texts("id", "version", "by"),
    Column("at", UtcDateTime, nullable=False),
)
# The empty team stands for every team that has no procedure of its own.
team_packs = Table(
    "team_packs",
    metadata,
    Column("team", PlainText, primary_key=True),
    Column("digest", ForeignKey(procedures.c.digest), nullable=False),
)

# What was said of each review and conference. A row that corrects another is about the same one.
occasions = Table(
    "occasions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("corrects", ForeignKey("occasions.number")),
    *texts("record", "initials", "kind"),
    Column("on", Date, nullable=False),
    *texts_or_none("which", "ends"),
    *texts("by"),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_occasions_record", "record", "number"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("token", PlainText, primary_key=True),
    *texts("person", "kind", "answers"),
    Column("at", UtcDateTime, nullable=False),
    Column("finished", Boolean, nullable=False),
    Index("ix_drafts_at", "at"),
)
# The cards that went out as mails, so that a reply finds what can be pressed on them.
mailed_cards = Table(
    "mailed_cards",
    metadata,
    Column("message_id", PlainText, primary_key=True),
    *texts("person", "card", "above"),
    *texts_or_none("ref", "answers"),
    Column("is_case", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_mailed_cards_ref", "ref"),
    Index("ix_mailed_cards_at", "at"),
)
# Where to go on reading what only its provider can number, such as a mailbox.
cursors = Table("cursors", metadata, Column("name", PlainText, primary_key=True), *texts("value"))

watermarks = Table(
    "watermarks", metadata, Column("name", PlainText, primary_key=True), Column("at", UtcDateTime, nullable=False)
)
# Whose account in the directory is whose, and each person's own chat with the bot.
accounts = Table(
    "accounts",
    metadata,
    Column("object_id", PlainText, primary_key=True),
    *texts("person", "chat_id"),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_accounts_person", "person", "at"),
)
chats = Table(
    "chats",
    metadata,
    Column("person", PlainText, primary_key=True),
    *texts("conversation", "service_url"),
    Column("at", UtcDateTime, nullable=False),
)
case_threads = Table(
    "case_threads",
    metadata,
    Column("ref", ForeignKey(cases.c.ref), primary_key=True),
    *texts("conversation", "head", "service_url"),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("conversation"),
)
shown_cards = Table(
    "shown_cards",
    metadata,
    *texts("conversation", "activity", "person", "ref", "message_id", "drawn"),
    *texts_or_none("notice"),
    Column("at", UtcDateTime, nullable=False),
    Column("is_form", Boolean, nullable=False),
    Column("is_over", Boolean, nullable=False),
    # the version that its case has moved to since it was drawn, and when it may be drawn anew
    Column("moved_to", Integer),
    Column("redraw_at", UtcDateTime),
    PrimaryKeyConstraint("conversation", "activity"),
)
live_card = shown_cards.c.is_over.is_(False)
outdated_card = and_(shown_cards.c.moved_to.is_not(None), live_card)
partial_index("ix_shown_cards_live", shown_cards.c.ref, shown_cards.c.at, where=live_card)
partial_index("ix_shown_cards_outdated", shown_cards.c.redraw_at, where=outdated_card)
# The messages of the outbox that a chat has, so that none is sent again after a crash.
shown_card_holds = Table(
    "shown_card_holds",
    metadata,
    Column("message_id", PlainText, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
