"""What has arrived, as far as the bot reads it: from whom, where, and what was typed or pressed.

Shapes: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-basics
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .guard import LONGEST_ID, Caller

PERSONAL = "personal"
NOBODY = ""
_OBJECT_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_BOT_ROLES = frozenset({"bot", "skill"})
_REFERENCE = re.compile(r"[A-Z][A-Z0-9]{1,5}-[0-9]{2}-[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Arrived:
    """`object_id` is the directory's id of whoever speaks (empty where Teams does not say it), `sender` Teams' own.

    `is_personal` only where Teams says so: anywhere else others are looking on. `reply_to` is the message whose card
    was pressed.
    """

    id: str
    conversation: str
    is_personal: bool
    service_url: str
    tenant: str
    sender: str
    object_id: str
    sender_tenant: str
    is_bot: bool
    text: str
    value: Mapping[str, object]
    reply_to: str

    @property
    def is_press(self) -> bool:
        """A button of a client without Action.Execute comes as a message that says nothing."""
        return not self.text.strip() and isinstance(self.value.get("verb"), str)

    @property
    def case_named(self) -> str:
        """For the technical log; empty where what is named there is no reference."""
        action = self.value.get("action")
        inner = action.get("data") if isinstance(action, Mapping) else self.value.get("data", self.value)
        named = inner.get("case") if isinstance(inner, Mapping) else None
        return named if isinstance(named, str) and _REFERENCE.fullmatch(named) else "no case"


def arrived(activity: Any, caller: Caller) -> Arrived:
    """From botbuilder's Activity, whose fields have been read strictly; `value` may be anything."""
    sender, value = activity.from_property, activity.value
    more = sender.additional_properties if sender is not None else {}
    object_id = (sender.aad_object_id or "") if sender is not None else ""
    return Arrived(
        id=_id(activity.id),
        conversation=caller.conversation,
        is_personal=activity.conversation.conversation_type == PERSONAL and not activity.conversation.is_group,
        service_url=caller.service_url,
        tenant=caller.tenant,
        sender=_id(sender.id) if sender is not None else "",
        object_id=object_id.lower() if _OBJECT_ID.fullmatch(object_id) else NOBODY,
        sender_tenant=_text(more.get("tenantId")).lower(),
        is_bot=sender is not None and (sender.role in _BOT_ROLES or (sender.id or "").startswith("28:")),
        text=_spoken(activity),
        value=value if isinstance(value, Mapping) else {},
        reply_to=_id(activity.reply_to_id),
    )


def _spoken(activity: Any) -> str:
    """Without the mention of the bot, without which nobody is heard in a channel."""
    text: str = activity.text or ""
    for mention in _mentions(activity):
        text = text.replace(mention, " ", 1)
    return text


def _mentions(activity: Any) -> Iterator[str]:
    bot = activity.recipient.id if activity.recipient is not None else None
    for entity in activity.entities or ():
        said = entity.additional_properties
        mentioned = said.get("mentioned")
        is_ours = isinstance(mentioned, Mapping) and bot is not None and mentioned.get("id") == bot
        if entity.type == "mention" and is_ours and (words := _text(said.get("text"))):
            yield words


def _id(value: object) -> str:
    """An id of Teams' own; anything else is none, and would lead nowhere in an address."""
    given = _text(value)
    is_plain = given.isascii() and given.isprintable() and bool(given.strip("."))
    return given if is_plain and len(given) <= LONGEST_ID else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
