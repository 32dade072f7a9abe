"""Graph is asked to tell us of new mail, in the shape that it asks for, and is asked again in time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from graph.errors import InDoubt, NotAllowed
from graph.subscriptions import GraphSubscriptions
from tests.graph.faults import after, answering, cut_short
from tests.graph.server import client_of, graph_server
from tests.graph.subscriptions import SubscriptionRoom

UNTIL = datetime(2026, 3, 4, 9, tzinfo=UTC)
URL = "https://bot.council.example/api/mail"
OURS = "dispute@council.example"


async def test_a_subscription_names_our_inbox_and_what_it_will_be_known_by() -> None:
    room = SubscriptionRoom()
    async with graph_server(room) as server, client_of(server) as client:
        assert await GraphSubscriptions(client, OURS).begin(URL, "a secret", UNTIL) == "sub-1"
    asked = room.kept["sub-1"]
    assert asked["resource"] == "users/dispute@council.example/mailFolders('Inbox')/messages"
    assert (asked["changeType"], asked["clientState"]) == ("created", "a secret")
    assert asked["notificationUrl"] == asked["lifecycleNotificationUrl"] == URL
    assert asked["expirationDateTime"] == "2026-03-04T09:00:00Z"


async def test_it_is_renewed_while_it_is_there() -> None:
    room = SubscriptionRoom()
    async with graph_server(room) as server, client_of(server) as client:
        subscriptions = GraphSubscriptions(client, OURS)
        id = await subscriptions.begin(URL, "a secret", UNTIL)
        assert await subscriptions.renew(id, UNTIL.replace(day=6))
        assert room.kept[id]["expirationDateTime"] == "2026-03-06T09:00:00Z"
        assert not await subscriptions.renew("sub-9", UNTIL)


async def test_one_that_is_not_allowed_or_not_named_is_told_apart() -> None:
    async with graph_server(SubscriptionRoom()) as server, client_of(server) as client:
        server.plan = [answering(403, "ErrorAccessDenied"), after(cut_short)]
        with pytest.raises(NotAllowed):
            await GraphSubscriptions(client, OURS).begin(URL, "a secret", UNTIL)
        with pytest.raises(InDoubt):
            await GraphSubscriptions(client, OURS).begin(URL, "a secret", UNTIL)
