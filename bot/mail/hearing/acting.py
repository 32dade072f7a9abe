"""What a reply asks the rules for. What does not say clearly what is meant is set aside, and its sender told why."""

from __future__ import annotations

from cards.replies.reading import Asks, Reply
from escalation.actions import AskFurtherTime, HumanAction, PassOn, Respond, Said, Via
from escalation.case import CaseRef, PersonId, Task, Words
from escalation.errors import ActionRefused
from escalation.notices import Meaning, Notice

from ...casework import Desk
from ...rendering.words import refused
from ...talk.faces import NotTaken
from ...talk.finding import find_person
from ..arriving.asking_back import settled
from ..arriving.received import Received
from ..arriving.setting_aside import keep_whole, set_aside

UNCLEAR = (
    "It was not clear what is meant. Reply with your answer in your own words, or begin with “More time until "
    "8 April:” and the reason, or with “Pass to:” and a colleague’s name."
)
BY_CARD = (
    "Whether a stage opens is said with a first line of its own: “Agree, open it”, or “Do not open it:” and the reason "
    "behind it. Reply once more and begin with one of these."
)


def act(desk: Desk, received: Received, sender: PersonId, ref: CaseRef, notice: Notice) -> None:
    """Do what the reply says to the case, once; else set it aside."""
    mail, reply, answered = received.mail, received.reply, received.answered
    try:
        if _asks_to_open(desk, ref, notice):
            raise NotTaken(BY_CARD)  # it would be filed as an answer of one who is asked for that, too
        action = _action(desk, reply, Said(sender, Via.EMAIL, mail.arrived), notice.visit or 0)
        if reply.text.strip() != mail.all_of_it.strip():
            keep_whole(desk, mail, sender, ref)  # before it, so that nothing is lost
        desk.perform(action, ref, once=received.key)
        settled(desk, received, ref, sender)
    except NotTaken as trouble:
        set_aside(desk, mail, sender, ref, str(trouble), answered)
    except ActionRefused as refusal:
        set_aside(desk, mail, sender, ref, refused(desk, refusal, ref, sender), answered)


def _asks_to_open(desk: Desk, ref: CaseRef, notice: Notice) -> bool:
    """The first time, or in a reminder."""
    with desk.database.read() as reading:
        stored = reading.cases.load(ref)
    to_open = (d.number for d in stored.case.duties if d.task is Task.OPEN) if stored is not None else ()
    return notice.meaning is Meaning.TO_OPEN or notice.duty in to_open


def _action(desk: Desk, reply: Reply, said: Said, visit: int) -> HumanAction:
    """Raises NotTaken for a reply that does not say what is meant."""
    if reply.cut:
        raise NotTaken("It is longer than can be filed by itself. A colleague reads it whole.")
    match reply.asks:
        case Asks.ANSWER:
            return Respond(said, visit, Words(reply.text))
        case Asks.MORE_TIME if reply.until is not None:
            return AskFurtherTime(said, visit, reply.until, Words(reply.reason or reply.text))
        case Asks.MORE_TIME:
            raise NotTaken("It asks for more time, and names no day. Reply with “More time until 8 April: the reason”.")
        case Asks.PASS_ON:
            with desk.database.read() as reading:
                return PassOn(said, visit, find_person(reply.to, reading.people.roster()))
        case _ if reply.text:
            raise NotTaken(UNCLEAR)
        case _:
            raise NotTaken("No words of an answer were found in it. Reply with your answer above the line.")
