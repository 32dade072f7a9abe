"""The mark on a message that is sent a second time because nobody could say whether the first arrived."""

from __future__ import annotations

from .outcomes import JsonObject

NOTE = "(Sent again because the connection broke: you may see this twice.)"


def marked_as_repeat(activity: JsonObject) -> JsonObject:
    """The note stands above the text, or above the card."""
    text = activity.get("text")
    return {**activity, "text": f"{NOTE}\n\n{text}" if text else NOTE}
