"""Activities as Teams sends them, made up."""

from __future__ import annotations

from bot.teams.outcomes import JsonObject


def activity(service_url: str = "https://smba.trafficmanager.net/uk/", **fields: object) -> JsonObject:
    """A message typed by Ines in her chat with the bot; `from_` stands for `from`."""
    given: JsonObject = {
        "type": "message",
        "id": "1772441999",
        "timestamp": "2026-03-02T09:00:00.1234567Z",
        "localTimestamp": "2026-03-02T09:00:00.1234567+00:00",
        "localTimezone": "Europe/London",
        "serviceUrl": service_url,
        "channelId": "msteams",
        "from": {"id": "29:ines", "name": "Ines Okafor", "aadObjectId": "aad-ines"},
        "conversation": {"conversationType": "personal", "tenantId": "tenant", "id": "a:1"},
        "recipient": {"id": "28:app", "name": "IRO Bot"},
        "textFormat": "plain",
        "locale": "en-GB",
        "text": "my cases",
        "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"}],
        "channelData": {"tenant": {"id": "tenant"}},
    }
    return {**given, **{name.rstrip("_"): value for name, value in fields.items()}}


def pressed(service_url: str, verb: str, **data: object) -> JsonObject:
    """A button with Action.Execute."""
    value = {"action": {"type": "Action.Execute", "verb": verb, "data": data}, "trigger": "manual"}
    return activity(service_url, type="invoke", name="adaptiveCard/action", value=value, replyToId="9")
