"""Names as people type them: a person, a stage. What is not certain is asked, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from cards.errors import AnswerUnreadable, FieldFault
from cards.forms.labels import label_of
from cards.payloads.requests import CardRequest
from cards.verbs import Verb
from cards.wording import listed
from escalation.actions import ActionProposed, HumanAction, RecordMeeting, RecordSpokenAnswer, Respond
from escalation.case import NO_WORDS, PersonId, StageId, TrackId
from escalation.people import Roster
from escalation.permissions import Step
from escalation.procedure import Procedure

from .faces import NotTaken

SHOWN = 5
"""How many people who share a name are named."""


def find_person(words: str, roster: Roster) -> PersonId:
    """By full name, e-mail, id, or the only first or last name that fits. Raises NotTaken."""
    found = _who_fit(words, roster)
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(sorted(roster.people[p].name for p in found)[:SHOWN])
        raise NotTaken(f"More than one person fits “{words}”: {names}. Write the full name.")
    raise NotTaken(f"Nobody here is called “{words}”.{_did_you_mean(words, (p.name for p in roster.people.values()))}")


NAMED: Mapping[str, tuple[str, ...]] = {
    Verb.RAISE.value: ("social_worker", "consulted", "asking"),
    Verb.PRAISE.value: ("people", "people_2", "people_3"),
    Verb.FILE_MAIL.value: ("whose",),
    Step.PASS_ON.value: ("to",),
    Step.REASSIGN.value: ("to",),
    **{step.value: ("asking",) for step in (Step.MOVE_UP, Step.NOT_SATISFIED, Step.ANOTHER_STAGE)},
}
"""The fields in which a form asks for people; in a large authority they are typed and not chosen."""


def with_people(verb: str, data: Mapping[str, object], roster: Roster) -> Mapping[str, object]:
    """What a form sent, with typed names in the place of which stand those they mean.

    Raises AnswerUnreadable, naming the fields in which it is not clear who is meant.
    """
    found, faults = dict(data), list[FieldFault]()
    fields = NAMED.get(verb, ())
    keys = {**{one: one for one in fields}, **{f"{verb}.{one}": one for one in fields}}
    for key, field in keys.items():  # a form inside another card carries its verb before each field
        typed = data.get(key)
        if isinstance(typed, str) and typed.strip():
            try:
                names = typed.split(",") if field == "people" else (typed,)
                found[key] = ",".join(_person(name.strip(), roster) for name in names if name.strip())
            except NotTaken as unclear:
                faults.append(FieldFault(field, label_of(field)[0], "", str(unclear)))
    if faults:
        raise AnswerUnreadable(*faults)
    return found


def _person(typed: str, roster: Roster) -> PersonId:
    """Raises NotTaken, in words that do not repeat what was typed."""
    if PersonId(typed) in roster.people:
        return PersonId(typed)
    found = _who_fit(typed, roster)
    if len(found) == 1:
        return found[0]
    if found:
        shown = listed(f"{roster.people[p].name} ({roster.people[p].email})" for p in found[:SHOWN])
        raise NotTaken(f"More than one person fits: {shown}. Write the e-mail address.")
    raise NotTaken(
        f"Nobody on the list is called that.{_did_you_mean(typed, (p.name for p in roster.people.values()))}"
    )


def _who_fit(words: str, roster: Roster) -> list[PersonId]:
    """By full name, e-mail or id; else by a first or last name."""
    asked = " ".join(words.split()).casefold()
    exact = [p.id for p in roster.people.values() if asked in (p.name.casefold(), p.email.casefold(), p.id.casefold())]
    return exact or [p.id for p in roster.people.values() if asked and asked in p.name.casefold().split()]


def with_doers(asked: HumanAction | CardRequest, roster: Roster) -> HumanAction | CardRequest:
    """What is asked, with every agreed action's doer found by full name, e-mail or id; other words stay words."""
    if not isinstance(asked, Respond | RecordSpokenAnswer | RecordMeeting):
        return asked
    return replace(asked, actions=tuple(_with_doer(agreed, roster) for agreed in asked.actions))


def _with_doer(agreed: ActionProposed, roster: Roster) -> ActionProposed:
    asked = agreed.who_words.strip().casefold()
    found = [p.id for p in roster.people.values() if asked in (p.name.casefold(), p.email.casefold(), p.id.casefold())]
    return replace(agreed, who=found[0], who_words=NO_WORDS) if len(found) == 1 and agreed.who is None else agreed


def find_stage(words: str, procedure: Procedure, track: TrackId) -> StageId:
    """By title, short title, id, or the post that answers there. Raises NotTaken."""
    asked = words.strip().casefold().removeprefix("the ")
    stages = procedure.tracks[track].stages
    for id, stage in stages.items():
        titles = {
            id.casefold(),
            id.replace("_", " ").casefold(),
            stage.title.casefold(),
            (stage.short or "").casefold(),
        }
        titles |= {part.strip().casefold() for part in stage.title.split(",")}
        posts = (procedure.roles.get(role) for role in (stage.asks.roles if stage.asks else ()))
        titles |= {post.title.casefold() for post in posts if post is not None}
        if asked in titles:
            return id
    known = ", ".join(stage.title for stage in stages.values())
    raise NotTaken(f"There is no stage “{words}” here. The stages are: {known}.")


def _did_you_mean(words: str, names: Iterable[str]) -> str:
    near = get_close_matches(words, list(names), n=1)
    return f" Did you mean {near[0]}?" if near else " Check the spelling, or write the e-mail address."
