"""The four other procedures by mail alone: raised, answered, not satisfied, moved on, and closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.mail.sending.cards import shown_in
from bot.tryout.office import sample_people
from cards.by_mail.shown import Asks, Box
from cards.by_mail.values import in_words
from cards.by_mail.written import named
from escalation.case import Outcome
from storage.outgoing import Channel
from tests.office import Actor, TestOffice

REFS = {"challenge_and_dispute": "ICD", "knowsley": "KNO", "southwark": "SWK", "walsall": "WAL"}
SAYS = {"record": "10442", "initials": "AB"}
WRITES = {Asks.TICK: "yes", Asks.DATE: "today", Asks.TIME: "2pm", Asks.ONE: "1", Asks.SOME: "1", Asks.NUMBER: "3"}
SENDS = ("Send", "Move it", "Ask them", "Note it")


@pytest.fixture(params=REFS)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestOffice]:
    people = sample_people(request.param)
    office = TestOffice(tmp_path, pack=request.param, people=people, doors=frozenset({Channel.EMAIL}))
    yield office
    assert not any(actor.chat for actor in office.actors.values())
    office.office.close()


def test_a_concern_is_raised_answered_moved_on_and_closed_by_mail_alone(office: TestOffice) -> None:
    ref = f"{REFS[office.pack]}-26-0001"
    _raised(office)
    first = _whoever_is_asked(office, ref)
    first.replies("We have looked at it, and a worker is allocated from Monday.", ref)
    assert first.received("Your answer has been received")
    assert office.ines.received("a worker is allocated from Monday")
    _moved_on(office, "Not satisfied: no day is named, and AB waits.", ref)
    office.pass_hours(1)
    assert len(office.case(ref).visits) == 2
    assert any(a.received("no day is named, and AB waits.") for a in office.actors.values() if a is not office.ines)
    second = _whoever_is_asked(office, ref)
    second.replies("The day is 14 April.", ref)
    office.ines.answers("Resolve: AB has a date.\nHas the child been told: 1", ref)
    closed = office.case(ref).closed
    assert closed is not None and closed.outcome is Outcome.RESOLVED
    assert ref in office.ines.writes("log closed")


def _raised(office: TestOffice) -> None:
    office.ines.writes("raise")
    assert "Who gets what" in office.ines.answers(_filled_in(office, office.ines))
    assert "can be undone" in office.ines.answers("Send")
    assert "was sent" in office.ines.answers("Send now")


def _moved_on(office: TestOffice, line: str, ref: str) -> None:
    """Through whatever the procedure asks for on the way, to the end."""
    answer = office.ines.answers(line, ref)
    for _ in range(4):
        send = next((word for word in SENDS if f"\n  {word}\n" in answer), None)
        answer = office.ines.answers(send or _filled_in(office, office.ines))
        if send is not None:
            return
    raise AssertionError(answer)


def _filled_in(office: TestOffice, actor: Actor) -> str:
    """Each line that has to be filled in on the form that came last, by its name."""
    with office.office.desk.database.read() as reading:
        mailed = reading.mailed.get(actor.mails[0].id)
    assert mailed is not None, actor.mails[0].text
    empty = [box for box in shown_in(mailed).boxes if box.required and in_words(box) in ("", "no")]
    return "\n".join(f"{named(box)} {_words_for(box)}" for box in empty)


def _words_for(box: Box) -> str:
    return SAYS.get(box.id) or WRITES.get(box.asks, "It has stood still for months.")


def _whoever_is_asked(office: TestOffice, ref: str) -> Actor:
    visit = office.case(ref).visit
    assert visit is not None
    return office.actors[visit.asked[0].person]
