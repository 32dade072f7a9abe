"""Cards of all that is told in the stories, and the forms of what a stage can ask beside an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cards.card import card_of, plain_card
from cards.card_json import Card
from cards.forms.choose_procedure import Choice, choose_procedure_card
from cards.forms.step import step_form
from cards.messages.by_meaning import message
from cards.refusals import refusal
from cards.telling import Telling
from cards.verbs import Verb
from escalation import actions as act
from escalation.case import Attended, CategoryId, Outcome, PersonId, RoleId, StageId, There, TrackId, Words
from escalation.errors import ActionRefused
from escalation.notices import Meaning
from escalation.permissions import Step
from tests.cards.played import Played, a_raise, concern, said
from tests.cards.stories import everything_told
from tests.escalation.pack_texts import every_stage
from tests.ladders import pack
from tests.people import BEA, DANA, HELEN, INES, OLGA, QUENTIN, SARA, TOM, at

TOKEN = "k3J9-example"
LINE = Words("The plan does not name a date.")
DRIFT = concern(category=CategoryId("drift"))
HOSTILE = Words(
    "<b>bold</b> [a link](http://example.org) **stars** {{DATE(2017-02-14T06:00:00Z, SHORT)}} \u202e reversed \u202c "
    + "AnExtraordinarilyLongWordThatNobodyCouldBreak" * 6
)


def stage_cards() -> Iterator[tuple[str, Card]]:
    yield from _everything_told()
    yield from _forms()
    yield from _words_of_others()
    yield from _waiting()
    yield from _refusals()
    yield (
        "which procedure",
        choose_procedure_card(
            (Choice("a1", "Dispute Resolution", ("North", "South")), Choice("b2", "IRO Escalation", ())),
            Verb.RAISE,
            TOKEN,
        ),
    )
    yield "cover noted", plain_card("Cover is noted", "Grace Bello is asked for Tom Reid until Monday 20 April.")


def _everything_told() -> Iterator[tuple[str, Card]]:
    """One card for every meaning, capacity, procedure and kind of duty."""
    found: dict[str, Telling] = {}
    for notice, telling in everything_told():
        known = telling.case.duties if telling.case else ()
        task = next((d.task.value for d in known if d.number == notice.duty), "")
        words = (telling.situation.procedure.id, notice.meaning.value, f"to {notice.capacity.value}", task)
        found[f"told: {' '.join(filter(None, words))}"] = telling
    for name, telling in found.items():
        yield name, card_of(message(telling), telling, TOKEN)


def _forms() -> Iterator[tuple[str, Card]]:
    steps: tuple[tuple[Played, PersonId, tuple[Step, ...]], ...] = (
        (beside(), TOM, (Step.AGREE_A_PLAN,)),
        (beside_after(), SARA, (Step.CONFIRM,)),
        (beside_after(), BEA, (Step.DISTRIBUTE,)),
        (contested(), TOM, (Step.CONTEST,)),
        (waiting_to_open(), OLGA, (Step.DECLINE_TO_OPEN,)),
        (waiting_to_be_reopened(), INES, (Step.REOPEN,)),
        (talking(), TOM, (Step.ANSWER,)),
        (talking(), INES, (Step.FILL_IN,)),
        (beside(), INES, (Step.SET_DATE,)),
        (at_meeting(), DANA, (Step.CONVENE_MEETING, Step.RECORD_MEETING)),
        (decided(), INES, (Step.SATISFIED,)),
        (at_named(), INES, (Step.MOVE_UP,)),
        (third_resolution(), INES, (Step.RECORD_MEETING,)),
    )
    for played, person, ones in steps:
        for step in ones:
            yield (
                f"form: {step.value}, {person}, {played.pack.procedure.id}",
                step_form(step, played.telling(person), TOKEN),
            )


def _words_of_others() -> Iterator[tuple[str, Card]]:
    """What was written on forms and at meetings, on the case card; then the same with words that would do harm."""
    for name, words in (("", LINE), (", hostile", HOSTILE)):
        yield f"meeting with its grid{name}", _case(recorded(words), INES)
        yield f"filled in at the conversation{name}", _case(filled(words), INES)
        yield f"planned and confirmed{name}", _case(planned(words), INES)


def _waiting() -> Iterator[tuple[str, Card]]:
    """The case as each side sees it while a draft, or a closed case, waits for others."""
    for name, played in (("raised", waiting_to_be_raised()), ("reopened", waiting_to_be_reopened())):
        for person in (INES, QUENTIN):
            yield f"waiting to be {name}, {person}", _case(played, person)
    for name, unsent in (("whoever was named", could_not_be_sent()), ("its posts", could_not_be_sent("both", SARA))):
        for telling in (unsent.last(Meaning.NOT_OPENED), as_it_is_now(unsent, Meaning.RAISE_HELD)):
            assert telling.notice is not None
            yield f"not sent without {name}: {telling.notice.meaning}", card_of(message(telling), telling, TOKEN)
        yield f"not sent without {name}: the case", _case(unsent, INES)


def _refusals() -> Iterator[tuple[str, Card]]:
    for key in ("no_such_step_owed", "nothing_to_contest", "right_to_dissent_ended", "stage_has_moved"):
        played = beside()
        yield f"refused: {key}", plain_card("Not done", refusal(ActionRefused(key), played.case, played.situation, TOM))


def _case(played: Played, person: PersonId) -> Card:
    telling = played.telling(person)
    return card_of(message(telling), telling, TOKEN)


def beside(**changes: object) -> Played:
    start = {"start_at": StageId("plan"), "skipping_because": LINE, "spoken": None, "concerns": (DRIFT,)}
    return (
        Played(at("2026-03-02"), pack=pack("every_clock"))
        .does(a_raise(**{**start, **changes}))
        .does(act.SendNow(said(INES)))
    )


def beside_after() -> Played:
    return beside().does(act.Acknowledge(said(TOM), 1)).does(act.Respond(said(TOM), 1, Words("It is done.")))


def planned(words: Words) -> Played:
    played = beside().does(act.AgreePlan(said(TOM), 1, words)).does(act.Respond(said(TOM), 1, words))
    return played.does(act.Confirm(said(SARA), 1, words))


def contested() -> Played:
    return beside(start_at=StageId("review"))


def shared(start: str, **changes: object) -> Played:
    given = {"track": TrackId("shared"), "start_at": StageId(start), "skipping_because": LINE, "spoken": None}
    played = Played(at("2026-03-02"), pack=every_stage())
    return played.does(a_raise(concerns=(DRIFT,), **{**given, **changes})).does(act.SendNow(said(INES)))


def waiting_to_open() -> Played:
    opened = shared("opened").does(act.OpenStage(said(QUENTIN), 0))
    return opened.does(act.EscalateTo(said(INES), 1, StageId("signed"), LINE))


def waiting_to_be_raised() -> Played:
    return shared("opened")


def could_not_be_sent(stage: str = "named", leaving: PersonId = OLGA) -> Played:
    """Whoever was to be asked left while it was held, and so did the last resort."""
    start = {"start_at": StageId(stage), "skipping_because": LINE, "spoken": None, "concerns": (DRIFT,)}
    played = Played(at("2026-03-02"), pack=every_stage())
    played.does(a_raise(**start, asking=leaving if stage == "named" else None))
    played.gone = (leaving, BEA)
    return played.passes(at("2026-03-02", "10:05"))


def as_it_is_now(played: Played, meaning: Meaning) -> Telling:
    """What was told earlier, as the same card shows it today."""
    return played.telling(INES, played.last(meaning).notice)


def waiting_to_be_reopened() -> Played:
    played = shared("first").does(act.Close(said(INES), Outcome.WITHDRAWN, LINE))
    return played.does(act.Reopen(said(INES), LINE, StageId("opened")))


def at_meeting() -> Played:
    return shared("met", chair=RoleId("director"))


def recorded(words: Words) -> Played:
    came = ((DANA, There.PRESENT), (INES, There.PRESENT), (TOM, There.APOLOGIES))
    there = tuple(Attended(person, RoleId(""), False, was) for person, was in came)
    filled_in = (act.Filled("minutes", words), act.Filled("wishes", words, INES))
    return at_meeting().does(
        act.RecordMeeting(said(DANA), 1, date(2026, 3, 2), words, attendance=there, filled=filled_in)
    )


def talking() -> Played:
    played = Played(at("2026-03-02"), pack=every_stage())
    return played.does(a_raise(concerns=(DRIFT,), spoken=None)).does(act.SendNow(said(INES)))


def filled(words: Words) -> Played:
    ones = (act.Filled("since", Words("2026-02-20")), act.Filled("known_to", Words("tom")), act.Filled("agency", words))
    return talking().does(act.FillIn(said(INES), 1, ones))


def decided() -> Played:
    start = {"start_at": StageId("decision"), "skipping_because": LINE, "spoken": None, "concerns": (DRIFT,)}
    played = Played(at("2026-03-02"), pack=every_stage()).does(a_raise(**start)).does(act.SendNow(said(INES)))
    return played.does(act.Respond(said(HELEN), 1, Words("It is decided.")))


def at_named() -> Played:
    """At the stage before the one for which somebody is to be named."""
    start = {"start_at": StageId("pair"), "skipping_because": LINE, "spoken": None, "concerns": (DRIFT,)}
    played = Played(at("2026-03-02"), pack=every_stage()).does(a_raise(**start)).does(act.SendNow(said(INES)))
    played.does(act.EscalateTo(said(INES), 1, StageId("own"), LINE))
    return played.passes(at("2026-03-04", "17:30"))


def third_resolution() -> Played:
    start = {"start_at": StageId("dr3"), "skipping_because": LINE, "identified_on": date(2026, 3, 2), "spoken": None}
    played = Played(at("2026-03-02"), pack=pack("challenge_and_dispute"))
    return played.does(a_raise(concerns=(DRIFT,), **start)).does(act.SendNow(said(INES)))
