"""What Teams sends, read into botbuilder's models and written out of them: as msrest would, but for its price."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from botbuilder.schema import Activity, Attachment, ChannelAccount, HeroCard, Mention, SuggestedActions
from hypothesis import given
from hypothesis import strategies as st

from bot.teams.activities import MalformedActivity, as_json, parsed, read_activity
from bot.teams.outcomes import JsonObject
from tests.teams.received import activity, pressed

RICH = activity(
    membersAdded=[{"id": "29:tom", "name": "Tom", "userPrincipalName": "tom@fairshire.example"}],
    reactionsAdded=[{"type": "like"}],
    attachments=[{"contentType": "text/html", "content": "<p>Hello</p>"}],
    suggestedActions={"to": [], "actions": [{"type": "imBack", "title": "Help", "value": "help"}]},
    textHighlights=[{"text": "cases", "occurrence": 1}],
    semanticAction={"id": "x", "state": "start", "entities": {"a": {"type": "thing"}}},
    relatesTo={"activityId": "1", "user": {"id": "29:ines"}, "conversation": {"id": "a:1"}},
    historyDisclosed=False,
    listenFor=["a", "b"],
    value={"any": ["thing", 1, None]},
    deliveryMode=None,
    ourselves={"unknown": True},
)


def test_an_activity_is_read_as_msrest_reads_it() -> None:
    ours, theirs = read_activity(RICH), Activity().deserialize(json.loads(json.dumps(RICH)))
    for name in vars(theirs):
        if name not in ("conversation", "timestamp", "local_timestamp", "relates_to", "semantic_action"):
            assert getattr(ours, name) == getattr(theirs, name), name
    assert ours.relates_to.user == theirs.relates_to.user
    assert abs(ours.timestamp - theirs.timestamp) < timedelta(milliseconds=1)


def test_nothing_that_arrived_is_lost_on_the_way_out() -> None:
    kept = {name: value for name, value in RICH.items() if value is not None and "imestamp" not in name}
    told = as_json(read_activity(RICH))
    assert {name: told[name] for name in kept} == {
        **kept,
        "conversation": {"conversationType": "personal", "tenantID": "tenant", "id": "a:1"},
    }


def test_the_tenant_of_a_conversation_is_found_although_teams_spells_it_otherwise() -> None:
    assert read_activity(activity()).conversation.tenant_id == "tenant"


def test_what_is_said_twice_in_two_spellings_is_refused() -> None:
    """The guard, which knows one spelling, would have looked at another place than the one that is acted on."""
    twice = {**RICH, "CONVERSATION": {"id": "a:1", "conversationType": "personal"}}
    with pytest.raises(MalformedActivity, match=r"activity\.CONVERSATION"):
        read_activity(twice)


def test_times_are_aware() -> None:
    read = read_activity(activity(timestamp="2026-03-02T09:00:00"))
    assert read.timestamp == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_models_within_models_are_written() -> None:
    told = as_json(
        Activity(
            type="message",
            text="<at>Tom</at>",
            entities=[Mention(mentioned=ChannelAccount(id="29:tom"), text="<at>Tom</at>", type="mention")],
            attachments=[Attachment(content_type="x", content=HeroCard(title="Case"))],
            suggested_actions=SuggestedActions(to=[], actions=[]),
            timestamp=datetime(2026, 3, 2, 9, tzinfo=UTC),
        )
    )
    assert json.loads(json.dumps(told)) == {
        "type": "message",
        "text": "<at>Tom</at>",
        "entities": [{"mentioned": {"id": "29:tom"}, "text": "<at>Tom</at>", "type": "mention"}],
        "attachments": [{"contentType": "x", "content": {"title": "Case"}}],
        "suggestedActions": {"to": [], "actions": []},
        "timestamp": "2026-03-02T09:00:00+00:00",
    }


@pytest.mark.parametrize("name", ["type", "serviceUrl", "channelId", "conversation"])
def test_what_nobody_could_answer_is_refused(name: str) -> None:
    for missing in ({name: None}, {name: {} if name == "conversation" else ""}):
        with pytest.raises(MalformedActivity, match=name):
            read_activity({**activity(), **missing})


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"text": 7}, "activity.text"),
        ({"type": ["message"]}, "activity.type"),
        ({"from": "Ines"}, "activity.from"),
        ({"from": {"id": {"a": 1}}}, "activity.from.id"),
        ({"conversation": [1]}, "activity.conversation"),
        ({"conversation": {"id": "a:1", "isGroup": "yes"}}, "activity.conversation.isGroup"),
        ({"membersAdded": {"id": "1"}}, "activity.membersAdded"),
        ({"membersAdded": ["29:tom"]}, "activity.membersAdded"),
        ({"entities": [[]]}, "activity.entities"),
        ({"timestamp": "yesterday"}, "activity.timestamp"),
        ({"timestamp": 7}, "activity.timestamp"),
        ({"semanticAction": {"entities": []}}, "activity.semanticAction.entities"),
        ({"textHighlights": [{"occurrence": True}]}, "activity.textHighlights.occurrence"),
    ],
)
def test_a_field_of_the_wrong_kind_is_refused_by_its_place(wrong: JsonObject, place: str) -> None:
    with pytest.raises(MalformedActivity) as refused:
        read_activity({**activity(), **wrong})
    assert str(refused.value) == f"{place} is not what it should be"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*RICH, "additional_properties", "self", ""]), JSON, max_size=6))
def test_whatever_arrives_is_an_activity_or_refused(fields: JsonObject) -> None:
    for wrong in ({**RICH, **fields}, fields):
        try:
            read = read_activity(wrong)
        except MalformedActivity:
            continue
        json.dumps(as_json(read))


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[]", b"7", b'{"a": NaN}', b"[" * 100_000, b'{"a":' * 100_000], ids=range(8)
)
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedActivity):
        parsed(body)


def test_a_pressed_button_keeps_its_data() -> None:
    read = read_activity(parsed(json.dumps(pressed("https://smba.trafficmanager.net", "respond", stage=1)).encode()))
    assert read.value["action"]["data"] == {"stage": 1}
