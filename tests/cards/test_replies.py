"""What is read out of the replies that real mail programs send, and out of hostile ones."""

from __future__ import annotations

from datetime import date

import pytest

from cards.replies.reading import MARKER, Asks, code_in, code_line, is_automatic, read_reply

RECEIVED = date(2026, 4, 7)
ANSWER = "The core group is on 14 April.\n\nI have shared the updated plan with the placement today."
OURS = f"""{MARKER}

Luton · Dispute Resolution, stage 1

Your answer is asked for by 8 April 2026
LUT-26-0042 · child AB, record 10442

What is asked
-------------
A date for the core group.

Sent by IRO Bot for Luton.
{code_line("tk_9f3A-77.c2")}"""
QUOTED = "\n".join(f"> {line}" for line in OURS.split("\n"))

OUTLOOK = """From: IRO Bot <iro-bot@example.org>
Sent: 30 March 2026 10:02
To: Tom Reid <tom@example.org>
Subject: Dispute Resolution, stage 1: LUT-26-0042, answer by Wednesday 8 April

"""
OUTLOOK_BOLD = OUTLOOK.replace("From:", "*From:*").replace("Sent:", "*Sent:*").replace("To:", "*To:*")
OUTLOOK_GERMAN = """Von: IRO Bot <iro-bot@example.org>
Gesendet: Montag, 30. März 2026 10:02
An: Tom Reid <tom@example.org>
Betreff: Dispute Resolution, stage 1: LUT-26-0042, answer by Wednesday 8 April

"""
OUTLOOK_FRENCH = """De : IRO Bot <iro-bot@example.org>
Envoyé : lundi 30 mars 2026 10:02
À : Tom Reid <tom@example.org>
Objet : Dispute Resolution, stage 1: LUT-26-0042, answer by Wednesday 8 April

"""
GMAIL = "On Mon, 30 Mar 2026 at 10:02, IRO Bot <iro-bot@example.org> wrote:\n\n"
GMAIL_WRAPPED = "On Mon, 30 Mar 2026 at 10:02, IRO Bot\n<iro-bot@example.org> wrote:\n\n"
APPLE = "On 30 Mar 2026, at 10:02, IRO Bot <iro-bot@example.org> wrote:\n\n"
GERMAN_WROTE = "Am Mo., 30. März 2026 um 10:02 Uhr schrieb IRO Bot <iro-bot@example.org>:\n\n"
LINE = "_" * 32
SIGNED = "\n\nKind regards\n\nTom Reid\nTeam Manager, North\n01632 960001"


@pytest.mark.parametrize(
    "mail",
    [
        pytest.param(f"{ANSWER}\n\n{OUTLOOK}{OURS}", id="Outlook"),
        pytest.param(f"{ANSWER}\n\n{LINE}\n{OUTLOOK}{OURS}", id="Outlook on the web"),
        pytest.param(f"{ANSWER}\n\n{OUTLOOK_BOLD}{OURS}", id="Outlook, bold headers"),
        pytest.param(f"{ANSWER}\n\n{OUTLOOK_GERMAN}{OURS}", id="Outlook in German"),
        pytest.param(f"{ANSWER}\n\n{OUTLOOK_FRENCH}{OURS}", id="Outlook in French"),
        pytest.param(f"{ANSWER}\n\n-----Original Message-----\n{OUTLOOK}{OURS}", id="old Outlook"),
        pytest.param(f"{ANSWER}\n\n{GMAIL}{QUOTED}", id="Gmail"),
        pytest.param(f"{ANSWER}\n\n{GMAIL_WRAPPED}{QUOTED}", id="Gmail, header in two lines"),
        pytest.param(f"{ANSWER}\n\n{APPLE}{QUOTED}", id="Apple Mail"),
        pytest.param(f"{ANSWER}\n\n{GERMAN_WROTE}{QUOTED}", id="Gmail in German"),
        pytest.param(f"{ANSWER}\n\nSent from my iPhone\n\n{APPLE}{QUOTED}", id="iPhone"),
        pytest.param(f"{ANSWER}\n\nGet Outlook for iOS<https://aka.ms/x>\n{LINE}\n{OUTLOOK}{OURS}", id="Outlook, iOS"),
        pytest.param(f"{ANSWER}{SIGNED}\n\n{OUTLOOK}{OURS}", id="signed"),
        pytest.param(f"{ANSWER}\n\n-- \nTom Reid\nTeam Manager\n\n{GMAIL}{QUOTED}", id="signed with dashes"),
        pytest.param(f"{GMAIL}{QUOTED}\n\n{ANSWER}", id="written below"),
        pytest.param(f"{GMAIL}{QUOTED}\n\n{ANSWER}{SIGNED}", id="written below and signed"),
        pytest.param(f"{QUOTED}\n\n{ANSWER}", id="written below, no header"),
        pytest.param(ANSWER, id="nothing quoted"),
        pytest.param(f"\r\n{ANSWER}\n\n{OUTLOOK}{OURS}".replace("\n", "\r\n"), id="line ends of Windows"),
    ],
)
def test_the_answer_is_what_the_manager_wrote_and_nothing_else(mail: str) -> None:
    reply = read_reply(mail, RECEIVED)
    assert reply.text == ANSWER
    assert reply.asks is Asks.ANSWER


@pytest.mark.parametrize("head", [OUTLOOK, OUTLOOK_GERMAN, GMAIL, APPLE, GERMAN_WROTE])
def test_without_our_marker_the_quoted_mail_is_still_cut_off(head: str) -> None:
    shortened = "\n".join(OURS.split("\n")[1:])
    assert read_reply(f"{ANSWER}\n\n{head}{shortened}", RECEIVED).text == ANSWER


@pytest.mark.parametrize(
    "signature",
    [
        "Thanks,\nTom",
        "Kind regards\nTom Reid\nTeam Manager\n01632",
        "Best wishes\n\nSara Patel (she/her)\nHead of Service | Children's Social Care\nT: 01632 960001 | "
        "E: sara@council.example\nwww.council.example",
        "-- \nTom Reid\nTeam Manager",
    ],
)
def test_a_name_with_its_post_and_numbers_is_a_signature(signature: str) -> None:
    reply = read_reply(f"{ANSWER}\n\n{signature}", RECEIVED)
    assert (reply.text, reply.signature) == (ANSWER, signature)


def test_a_signature_is_kept_apart() -> None:
    reply = read_reply(f"{ANSWER}{SIGNED}", RECEIVED)
    assert reply.text == ANSWER
    assert "01632 960001" in reply.signature


@pytest.mark.parametrize(
    "written",
    [
        "- a date for the core group: 14 April\n- the plan: shared today\n- contact: begins on 20 April",
        "Thanks, I have read this.\nThe core group is on 14 April.",
        "Thank you\n\nThe core group is on 14 April, and this long line says why it could not be held before the "
        "end of the month, which has to do with the placement and not with the team.",
        "Kind regards to Ines, and the answer is that the group meets on 14 April.",
        "The plan\n    is indented\n\tand tabbed",
        "From: what I hear, the group met.\nIt meets again on 14 April.",
        "המפגש נקבע ל-14 באפריל",
        "<b>The group</b> meets on {{DATE(2026-04-14T06:00:00Z, SHORT)}} 🙂",
        "The group is on 14 April.\n\nKind regards\nTom\n\nPS The plan went out today.",
    ],
)
def test_what_was_written_stays_exactly_as_written(written: str) -> None:
    assert read_reply(f"{written}\n\n{OUTLOOK}{OURS}", RECEIVED).text == written


@pytest.mark.parametrize(
    "written",
    [
        "Hi Ines,\nThank you.\nThe core group met on Tuesday. Contact starts on Friday 6 March.",
        "AB said:\nThanks\nI want to see my sister.",
        "The plan is shared.\nThanks\nContact Friday",
        "Hi Ines,\nThank you",
        "First point: agreed.\n--\nSecond point: the visit took place.",
        "Her wishes:\nBest wishes\nHome\nFriday Visits",
        "The school wrote:\nFrom: Head\nTo: us\nSubject: AB\nHe is fine.\n\nSo we think it is settled.",
        "See what they sent.\n\nFrom: Head <head@school.example>\nSent: Monday\nTo: Tom\nSubject: AB\n\n"
        "He is fine.\n\nSo we think it is settled.",
        'On Monday the social worker wrote:\n"I will visit."\nSo it is settled.',
    ],
)
@pytest.mark.parametrize(
    "below", ["", f"\n\n{OUTLOOK}{OURS}", f"\n\n{GMAIL}{QUOTED}"], ids=["alone", "Outlook", "Gmail"]
)
def test_an_answer_is_not_cut_at_what_only_looks_like_its_end(written: str, below: str) -> None:
    assert read_reply(written + below, RECEIVED).text == written


def test_the_mail_that_is_answered_is_known_by_its_subject() -> None:
    header = "From: Notices <notices@council.example>\nSent: Monday\nTo: Tom\nSubject: One thing to answer\n\n"
    reply = read_reply(f"{ANSWER}\n\n{header}What is asked", RECEIVED, subject="RE: One thing to answer")
    assert reply.text == ANSWER


def test_under_a_greeting_the_answer_below_the_quotation_is_kept() -> None:
    assert read_reply(f"Hi Ines,\n\n{GMAIL}{QUOTED}\n\n{ANSWER}", RECEIVED).text == f"Hi Ines,\n\n{ANSWER}"


def test_answers_written_between_the_quoted_lines_are_kept() -> None:
    quoted = QUOTED.replace("> A date for the core group.", "> A date for the core group.\n\nIt is on 14 April.\n")
    assert "It is on 14 April." in read_reply(f"Please see below.\n\n{GMAIL}{quoted}", RECEIVED).text


def test_a_reply_that_points_to_colours_goes_to_a_person() -> None:
    assert read_reply(f"My answers are below in red.\n\n{OUTLOOK}{OURS}", RECEIVED).asks is Asks.UNCLEAR


@pytest.mark.parametrize(
    ("written", "until"),
    [
        ("More time until 17 April 2026: the social worker is on leave", date(2026, 4, 17)),
        ("More time until 17 April: the social worker is on leave", date(2026, 4, 17)),
        ("Please more time until Friday 17th April, the social worker is on leave", date(2026, 4, 17)),
        ("Further time to 17/4/2026\nthe social worker is on leave", date(2026, 4, 17)),
        ("more time till 17.04.26 - the social worker is on leave", date(2026, 4, 17)),
        ("Hello Ines\n\nMore time until 2026-04-17. the social worker is on leave", date(2026, 4, 17)),
        ("More time until April 17, 2026: the social worker is on leave", date(2026, 4, 17)),
        ("More time until 5/6: the social worker is on leave", date(2026, 6, 5)),
        ("More time until 6 January: the social worker is on leave", date(2027, 1, 6)),
    ],
)
def test_more_time_is_asked_for_in_the_words_of_our_example(written: str, until: date) -> None:
    reply = read_reply(f"{written}\n\n{OUTLOOK}{OURS}", RECEIVED)
    assert (reply.asks, reply.until) == (Asks.MORE_TIME, until)
    assert reply.reason == "the social worker is on leave"
    assert reply.text == written


@pytest.mark.parametrize(
    "written",
    [
        "More time please",
        "More time until the end of the week",
        "More time until 31 February",
        "Could I have more time?",
        "I need an extension please",
        "Not mine",
        "This is not for me, Grace manages North now.",
        "Can this be passed to Grace? Pass it on to her please",
        "",
        "   \n\n ",
    ],
)
def test_what_is_not_certain_goes_to_a_person(written: str) -> None:
    assert read_reply(f"{written}\n\n{OUTLOOK}{OURS}", RECEIVED).asks is Asks.UNCLEAR


@pytest.mark.parametrize(
    "written",
    [
        "The core group will take more than one meeting. It begins on 14 April, and we have agreed extra visits.",
        "AB had more time with her sister last week. The plan was shared.",
    ],
)
def test_an_answer_that_speaks_of_time_is_an_answer(written: str) -> None:
    assert read_reply(written, RECEIVED).asks is Asks.ANSWER


@pytest.mark.parametrize(
    ("written", "to"),
    [
        ("Pass to: Grace Bello", "Grace Bello"),
        ("Please pass this on to Grace Bello. She manages East.", "Grace Bello"),
        ("Not mine, please pass to Grace Bello", "Grace Bello"),
    ],
)
def test_passing_on_is_asked_for_in_the_words_of_our_example(written: str, to: str) -> None:
    reply = read_reply(f"{written}\n\n{OUTLOOK}{OURS}", RECEIVED)
    assert (reply.asks, reply.to) == (Asks.PASS_ON, to)


@pytest.mark.parametrize(
    ("written", "asks"),
    [
        ("More time is not needed", Asks.ANSWER),
        ("More time is not needed. The core group is on 14 April.", Asks.ANSWER),
        ("More time would not help: the plan is done.", Asks.ANSWER),
        ("More time with her sister is what the plan now says.", Asks.ANSWER),
        ("Extra time with her sister has been arranged for Saturdays.", Asks.ANSWER),
        ("More time until 8 April was agreed on Monday, and the plan is done.", Asks.ANSWER),
        ("More time by the team has gone into it.", Asks.ANSWER),
        ("More time until 8 April", Asks.MORE_TIME),
        ("More time until 8 April.", Asks.MORE_TIME),
        ("More time until 8 April: was on leave", Asks.MORE_TIME),
        ("More time until 8 April. Is that all right?", Asks.MORE_TIME),
        ("More time until 8 April\nis what we ask for", Asks.MORE_TIME),
        ("More time until 8 April is needed: the meeting is on 7 April", Asks.MORE_TIME),
        ("More time until 8 April because the meeting is on 7 April", Asks.MORE_TIME),
        ("More time", Asks.UNCLEAR),
        ("More time.", Asks.UNCLEAR),
        ("More time:", Asks.UNCLEAR),
        ("More time is needed", Asks.UNCLEAR),
        ("More time please, the meeting is late", Asks.UNCLEAR),
        ("More time till Friday", Asks.UNCLEAR),
        ("Pass to health is not what I meant", Asks.ANSWER),
        ("Pass to health was done on Monday.", Asks.ANSWER),
        ("Pass on to the school nurse has been arranged.", Asks.ANSWER),
        ("Pass to Grace Bello", Asks.PASS_ON),
        ("Pass to: Grace Bello", Asks.PASS_ON),
        ("Pass to Grace Bello. She has the file.", Asks.PASS_ON),
        ("Pass to Grace Bello: she is the manager", Asks.PASS_ON),
        ("Pass to Grace Bello, who has the file", Asks.PASS_ON),
        ("Pass to Grace Bello as she is the manager", Asks.PASS_ON),
        ("Pass to Grace Bello\nis better", Asks.PASS_ON),
    ],
)
def test_a_first_line_asks_for_something_only_where_it_is_no_sentence_of_an_answer(written: str, asks: Asks) -> None:
    assert read_reply(f"{written}\n\n{OUTLOOK}{OURS}", RECEIVED).asks is asks


def test_a_mail_that_is_html_only_is_read_as_its_reader_sees_it() -> None:
    html = (
        '<html><head><style>p{color:red}</style><script>alert("x")</script></head><body><div>The core group is on '
        "14&nbsp;April.<br><br>I have shared the updated plan with\n the placement today.</div>"
        f"<blockquote><p>{MARKER}</p><p>Luton</p></blockquote></body></html>"
    )
    assert read_reply(html, RECEIVED).text == ANSWER


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<p>The group meets <a on 14 April.", "The group meets <a on 14 April."),
        ("<p>It meets if 3 < 4 &amp; on <b>14 April</b>.</p>", "It meets if 3 < 4 & on 14 April."),
        ('<p title="1 > 0">It meets.</p>', "It meets."),
        ("<p title='>It meets.</p>", "It meets."),
        ("<p>It <!-- <b>never</b> -->meets.</p><![if x]>", "It meets."),
    ],
)
def test_broken_html_keeps_its_words(html: str, seen: str) -> None:
    assert read_reply(html, RECEIVED).text == seen


@pytest.mark.parametrize(
    "mail",
    [
        pytest.param("a" * 50_000_000, id="50 MB in one line"),
        pytest.param("answer\n" * 7_000_000, id="50 MB in lines"),
        pytest.param("On " * 100_000 + " wrote:", id="a header that never ends"),
        pytest.param(("On " + "x " * 100 + "\n") * 3_000, id="headers that never end"),
        pytest.param("From: \nSent: \n" * 20_000, id="headers only"),
        pytest.param(">" * 200_000, id="quoted very deeply"),
        pytest.param("<div>" * 100_000 + "answer", id="HTML very deep"),
        pytest.param("<div " * 80_000, id="tags that never end"),
        pytest.param("<p>" + "<a " * 100_000, id="links that never end"),
        pytest.param("<p>" + "<a b=\"'" * 50_000 + ">", id="quotes that never end"),
        pytest.param("<!--" * 100_000, id="comments that never end"),
        pytest.param("_" * 300_000 + "\n\n" + "-" * 90_000, id="lines and lines"),
        pytest.param("\x00" * 1000 + "The answer", id="NULs"),
        pytest.param("\ud800 The answer \udfff", id="halves of characters"),
        pytest.param(MARKER * 5_000, id="markers only"),
        pytest.param("Kind regards\n" * 30_000, id="regards only"),
        pytest.param("more time " * 40_000, id="more time, very often"),
        pytest.param("pass to " * 40_000, id="pass to, very often"),
    ],
)
def test_a_hostile_mail_is_read_without_harm(mail: str) -> None:
    reply = read_reply(mail, RECEIVED)
    assert "\x00" not in reply.text
    assert reply.cut == (len(mail) > 400_000)


@pytest.mark.parametrize(
    ("name", "value", "automatic"),
    [
        ("Auto-Submitted", "auto-replied", True),
        ("auto-submitted", "auto-generated; type=vacation", True),
        ("Auto-Submitted", "no", False),
        ("X-Autoreply", "yes", True),
        ("Precedence", "bulk", True),
        ("Precedence", "auto_reply", True),
        ("Precedence", "normal", False),
        ("Return-Path", "<>", True),
        ("Return-Path", "<tom@example.org>", False),
        ("Content-Type", 'multipart/report; report-type="delivery-status"', True),
        ("Content-Type", "multipart/alternative", False),
        ("X-Auto-Response-Suppress", "All", False),
        ("Subject", "Automatic reply: LUT-26-0042", False),
    ],
)
def test_a_machine_is_known_by_its_headers(name: str, value: str, automatic: bool) -> None:
    assert is_automatic({"From": "tom@example.org", name: value}) is automatic
    assert is_automatic([("From", "tom@example.org"), (name, value)]) is automatic


@pytest.mark.parametrize("mail", [OURS, QUOTED, f"{ANSWER}\n\n{OUTLOOK}{OURS}"])
def test_the_code_of_a_mail_is_found_in_its_quotation(mail: str) -> None:
    assert code_in(mail) == "tk_9f3A-77.c2"


def test_a_reply_without_a_code_has_none() -> None:
    assert code_in(ANSWER) is None
