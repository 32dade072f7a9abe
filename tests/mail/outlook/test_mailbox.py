"""Our mailbox in Outlook while Graph misbehaves: what goes out, what a trouble means, what is seen of a mail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from bot.doors import DoorTrouble, Refused, TryLater, Unknown, UnknownAnew, Unreachable
from bot.mail.door import IncomingMail, OutgoingMail, Posted
from tests.graph.faults import after, answering, breaking_off, cut_short, dripping
from tests.mail.houses import OURS, SARA, Outlook, mail, outlook
from tests.mail.steps import KeptSteps

MINUTE = timedelta(minutes=1)
FAULTS = {
    "429": answering(429, Retry_After="5"),
    "429 without a time": answering(429),
    "503": answering(503),
    "504": answering(504),
    "504 once it was done": after(answering(504)),
    "500 once it was done": after(answering(500)),
    "reset": breaking_off,
    "reset once it was done": after(breaking_off),
    "half an answer": cut_short,
}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Outlook]:
    async with outlook(tmp_path) as house:
        yield house


async def send(house: Outlook, steps: KeptSteps, sent: OutgoingMail | None = None) -> Posted:
    return await asyncio.to_thread(house.mailbox.send, sent or mail(), steps)


async def arrived(house: Outlook) -> tuple[IncomingMail, ...]:
    return (await asyncio.to_thread(house.mailbox.arrived, None)).mails


async def until_sent(house: Outlook, between: Callable[[], None] = lambda: None) -> Posted:
    """As the outbox does it: a doubt lasts, and what waits is tried again a little later."""
    steps = KeptSteps()
    for _ in range(9):
        try:
            return await send(house, steps)
        except Unknown:
            steps = steps.found_again()
        except TryLater:
            steps = KeptSteps(steps.left)
        house.pass_time(MINUTE)
        between()
    raise AssertionError("it never went out")


@pytest.mark.parametrize("call", ["making the draft", "marking it", "sending it", "asking what became of it"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_whatever_goes_wrong_on_the_way_it_goes_out_once(house: Outlook, fault: str, call: str) -> None:
    before = ["making the draft", "marking it", "sending it", "asking what became of it"].index(call)
    house.server.plan = [None] * before + [FAULTS[fault]]
    if before == 3:
        house.server.plan[2] = after(answering(504))
    await until_sent(house)
    assert house.received(SARA) == ["Answer by Monday"]


async def test_an_answer_that_drips_is_in_doubt_and_found(house: Outlook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.client.ANSWER_SECONDS", 0.3)
    house.server.plan = [None, None, dripping]
    await until_sent(house)
    assert house.received(SARA) == ["Answer by Monday"]


@pytest.mark.parametrize("call", range(3))
async def test_while_it_cannot_be_asked_or_marked_the_doubt_is_not_older(house: Outlook, call: int) -> None:
    steps = KeptSteps()
    house.server.plan = [None, None, answering(504)]
    with pytest.raises(UnknownAnew):
        await send(house, steps)
    house.server.plan = [None] * call + [answering(504)]
    with pytest.raises(UnknownAnew if call == 2 else TryLater):
        await send(house, steps.found_again())


async def test_a_copy_that_shows_late_is_waited_for_and_nothing_is_made_anew(house: Outlook) -> None:
    house.tenant.lag = 4 * MINUTE
    house.server.plan = [None, None, after(answering(504))]
    steps = KeptSteps()
    with pytest.raises(Unknown):
        await send(house, steps)
    for _ in range(3):
        house.pass_time(MINUTE)
        with pytest.raises(Unknown):
            await send(house, steps.found_again())
    house.pass_time(MINUTE)
    posted = await send(house, steps.found_again())
    assert house.received(SARA) == ["Answer by Monday"] and posted.message_id == steps.left.message_id
    assert house.server.asked.count("POST messages") == 1


async def test_a_draft_that_nobody_knows_of_is_never_sent(house: Outlook) -> None:
    not_answered, cannot_look = after(answering(504)), answering(503)
    house.server.plan = [not_answered, cannot_look, None, None, not_answered]
    await until_sent(house)
    assert len(house.tenant.in_folder(OURS, "drafts")) == 1, "the one whose making was not answered"
    assert house.received(SARA) == ["Answer by Monday"]


async def test_a_draft_whose_making_was_not_answered_is_not_left_for_somebody_to_send(house: Outlook) -> None:
    house.server.plan = [after(answering(504))]
    with pytest.raises(TryLater):
        await send(house, KeptSteps())
    assert house.tenant.in_folder(OURS, "drafts") == [] and house.received(SARA) == []


async def test_ids_that_change_lead_to_the_same_draft(house: Outlook) -> None:
    def change() -> None:
        for kept in house.tenant.in_folder(OURS, "drafts"):
            house.tenant.move(OURS, kept, "drafts")

    house.server.plan = [None, None, answering(504)]
    await until_sent(house, change)
    assert house.received(SARA) == ["Answer by Monday"] and house.tenant.in_folder(OURS, "drafts") == []


async def test_a_mail_is_found_also_where_its_message_id_was_given_anew(house: Outlook) -> None:
    house.tenant.renames = True
    house.server.plan = [None, None, after(answering(504))]
    posted = await until_sent(house)
    assert house.received(SARA) == ["Answer by Monday"] and posted.message_id.startswith("renamed-")
    gone = await asyncio.to_thread(house.mailbox.gone_out, house.clock.now() - 60 * MINUTE)
    assert posted.message_id in gone


@pytest.mark.parametrize(
    ("status", "trouble"), [(400, Unknown), (403, Unknown), (404, UnknownAnew), (500, UnknownAnew)]
)
async def test_a_refusal_after_a_first_attempt_leaves_the_mail_in_doubt(
    house: Outlook, status: int, trouble: type[Unknown]
) -> None:
    steps = KeptSteps()
    house.server.plan = [None, None, answering(504)]
    with pytest.raises(UnknownAnew):
        await send(house, steps)
    house.server.plan = [None, None, answering(status, "ErrorInvalidRecipients")]
    with pytest.raises(Unknown) as told:
        await send(house, steps.found_again())
    assert type(told.value) is trouble


@pytest.mark.parametrize(
    ("status", "code", "trouble"),
    [
        (400, "ErrorInvalidRecipients", Unreachable),
        (400, "ErrorInvalidRequest", Refused),
        (413, "ErrorMessageSizeExceeded", Refused),
        (403, "ErrorSendAsDenied", TryLater),
        (429, "ErrorExceededMessageLimit", TryLater),
    ],
)
async def test_a_first_refusal_says_whether_another_door_or_another_time_may_do(
    house: Outlook, status: int, code: str, trouble: type[DoorTrouble]
) -> None:
    house.tenant.refusing[SARA] = (status, code)
    with pytest.raises(DoorTrouble) as told:
        await send(house, KeptSteps())
    assert type(told.value) is trouble


@pytest.mark.parametrize("address", ["", "sara", "sara@x.example\r\nBcc: all@x.example", "a@x.example, b@x.example"])
async def test_an_address_that_is_none_is_for_another_door(house: Outlook, address: str) -> None:
    with pytest.raises(Unreachable):
        await send(house, KeptSteps(), mail(address=address))
    assert house.server.received == []


@pytest.mark.parametrize("status", [403, 404])
async def test_while_a_permission_is_missing_what_waits_is_kept(house: Outlook, status: int) -> None:
    house.server.plan = [answering(status, "ErrorAccessDenied")]
    with pytest.raises(TryLater):
        await send(house, KeptSteps())


async def test_a_pause_that_graph_asks_for_holds_every_mail(house: Outlook) -> None:
    house.server.plan = [None, None, answering(429, Retry_After="40")]
    for id in ("row-1", "row-2"):
        with pytest.raises(TryLater) as told:
            await send(house, KeptSteps(), mail(id))
        assert told.value.after == 40
    assert len(house.server.received) == 3


async def test_both_texts_travel_with_the_thread_and_the_importance(house: Outlook) -> None:
    earlier = ("first@council.example", "second@council.example")
    await send(house, KeptSteps(), mail(follows=earlier, urgent=True, subject="Café:\r\nBcc: x@y.example " + "x" * 90))
    [sent] = house.tenant.sent
    message = message_from_bytes(sent.raw, policy=default)
    assert isinstance(message, EmailMessage)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None and plain.get_content().splitlines() == ["Café: press reply", "and write"]
    assert html is not None and html.get_content().strip() == "<p>Café: press <b>reply</b></p>"
    assert message["In-Reply-To"] == "<second@council.example>"
    assert message["References"] == "<first@council.example> <second@council.example>"
    assert (message["Importance"], message["Auto-Submitted"]) == ("high", "auto-generated")
    assert message["Bcc"] is None and message["Subject"] == "Café: Bcc: x@y.example " + "x" * 90
    assert (message["From"], message["To"]) == (f"IRO Bot <{OURS}>", SARA)


async def test_a_long_conversation_keeps_its_root_and_its_newest_mails(house: Outlook) -> None:
    earlier = tuple(f"{n:02}-{'x' * 70}@council.example" for n in range(60))
    await send(house, KeptSteps(), mail(follows=earlier))
    named = str(house.tenant.sent[0].message["References"]).split()
    assert named[0] == f"<{earlier[0]}>" and named[-1] == f"<{earlier[-1]}>"
    assert b"=?" not in house.tenant.sent[0].raw


async def test_of_an_answer_what_it_adds_is_read_and_of_a_forwarded_mail_all(house: Outlook) -> None:
    posted = await send(house, KeptSteps())
    quoted = "On Friday.\n> You are asked"
    house.comes_in(SARA, "Re: Answer", quoted, posted.message_id)
    house.comes_in(SARA, "FW: Answer", quoted, posted.message_id)
    house.comes_in(SARA, "Another matter", quoted)
    mails = await arrived(house)
    assert [one.text.strip() for one in mails] == ["On Friday.", quoted, quoted]
    assert {one.all_of_it.strip() for one in mails} == {quoted}, "what was written into the quotation is there, too"


async def test_a_mail_that_nobody_vouches_for_is_not_its_senders(house: Outlook) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = SARA, "I agree"
    message.set_content("Yes.")
    house.tenant.put(OURS, bytes(message))
    [one] = await arrived(house)
    assert (one.from_address, one.is_authentic, bool(one.id)) == (SARA, False, True)


async def test_attachments_are_named_and_not_fetched(house: Outlook) -> None:
    message = EmailMessage()
    message["From"], message["Message-ID"] = SARA, "<a@x.example>"
    message.set_content("See the plan.")
    message.add_attachment(b"%PDF" * 500, maintype="application", subtype="pdf", filename="plan.pdf")
    house.tenant.put(OURS, bytes(message))
    [one] = await arrived(house)
    [attached] = one.attachments
    assert (attached.name, attached.media_type, attached.size) == ("plan.pdf", "application/pdf", 2_000)
    assert not any("$value" in received.path for received in house.server.received)


async def test_a_report_says_which_mail_of_ours_came_back(house: Outlook) -> None:
    posted = await send(house, KeptSteps())
    report = (
        "From: postmaster@council.example\r\nMessage-ID: <ndr@council.example>\r\nSubject: Undeliverable\r\n"
        f"In-Reply-To: <{posted.message_id}>\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nIt was not delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        "Final-Recipient: rfc822; gone@council.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )
    house.tenant.put(OURS, report.encode())
    [one] = await arrived(house)
    assert one.bounced == (posted.message_id,) and one.why_bounced


async def test_a_mail_that_is_too_long_is_left_to_a_person(house: Outlook, monkeypatch: pytest.MonkeyPatch) -> None:
    house.comes_in(SARA, "Long", "x" * 5_000)
    house.comes_in(SARA, "Short", "y")
    monkeypatch.setattr("graph.measured.LONGEST", 3_000)
    unreadable = {one.subject: bool(one.unreadable) for one in await arrived(house)}
    assert len(unreadable) == 2 and sorted(unreadable.values()) == [False, True]


async def test_a_delta_link_that_has_expired_is_begun_anew(house: Outlook) -> None:
    for number in range(3):
        house.comes_in(SARA, f"Number {number}", "Words")
    first = await asyncio.to_thread(house.mailbox.arrived, None)
    house.tenant.oldest_link = 99
    again = await asyncio.to_thread(house.mailbox.arrived, first.cursor)
    assert [one.id for one in again.mails] == [one.id for one in first.mails]


@pytest.mark.parametrize(
    "cursor",
    ["not json", "[]", '{"link": 1, "up_to": "x"}', '{"link": "https://x.example/", "up_to": "2026-03-02T09:00:00Z"}'],
)
async def test_a_cursor_of_another_kind_is_begun_anew(house: Outlook, cursor: str) -> None:
    house.comes_in(SARA, "First", "One")
    found = await asyncio.to_thread(house.mailbox.arrived, cursor)
    assert [one.subject for one in found.mails] == ["First"]


async def test_a_reading_that_breaks_off_keeps_what_it_had_and_promises_no_more(house: Outlook) -> None:
    for number in range(15):
        house.comes_in(SARA, f"Number {number:02}", "Words")
    house.server.faults = lambda received: answering(503) if "skiptoken" in received.path else None
    first = await asyncio.to_thread(house.mailbox.arrived, None)
    assert len(first.mails) == 10 and first.up_to < house.clock.now()
    house.server.faults = lambda received: None
    second = await asyncio.to_thread(house.mailbox.arrived, first.cursor)
    assert len(second.mails) == 5 and second.up_to == house.clock.now()


async def test_a_mail_that_was_moved_before_it_was_read_is_read_where_it_lies(house: Outlook) -> None:
    house.comes_in(SARA, "Moved", "Words")

    async def moving(*given: object) -> object:
        [kept] = house.tenant.in_folder(OURS, "inbox")
        house.tenant.move(OURS, kept, "archive")
        return await answering(404)(*given)  # type: ignore[arg-type]

    house.server.plan = [None, moving]  # type: ignore[list-item]
    assert [one.subject for one in await arrived(house)] == ["Moved"]


async def test_what_graph_shows_is_not_trusted_to_have_its_shape(house: Outlook) -> None:
    odd: dict[str, object] = {
        "subject": None, "from": "x", "receivedDateTime": "soon", "internetMessageHeaders": [1, {"name": 2}],
        "uniqueBody": [], "body": None, "attachments": [None, {"name": 3, "size": "big"}], "conversationId": 4,
    }  # fmt: skip
    house.comes_in(SARA, "Odd", "Words")
    [kept] = house.tenant.in_folder(OURS, "inbox")
    kept.more = odd
    [one] = await arrived(house)
    assert replace(one, attachments=(), id="") == IncomingMail(
        "", "", False, (), "", "", house.clock.now(), headers=one.headers
    )
