"""The words that a button sends with its data. The steps of a case are verbs too: `Step.ANSWER.value`."""

from __future__ import annotations

from enum import StrEnum


class Verb(StrEnum):
    RAISE = "raise"
    PRAISE = "praise"
    OCCASION = "review or conference"
    SEND_DRAFT = "send draft"
    CHANGE_DRAFT = "change draft"
    DISCARD_DRAFT = "discard draft"
    MOVE_UP_NOW = "move up now"  # the card showed already who gets what
    OPEN_FORM = "open form"
    READ_ALL = "read all"
    TAKE_UP = "take up"  # the form for a case that goes on under another track
    SHOW_CASE = "show case"
    SHOW_LOG = "show log"
    SHOW_CASES = "show cases"
    KEEP = "keep for later"  # a form that is half filled in; its own verb comes as `form`
    FILE_MAIL = "file mail"  # one that was set aside: it is checked first
    FILE_MAIL_NOW = "file mail now"
    CHANGE_FILING = "change filing"
    LEAVE_MAIL = "mail needs nothing"
    READ_MAIL = "read mail"
