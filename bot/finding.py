"""Names as people type them: a person, a stage. What is not certain is asked, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from escalation.actions import ActionProposed, HumanAction, RecordMeeting, RecordSpokenAnswer, Respond
from escalation.case import NO_WORDS, PersonId, StageId, TrackId
from escalation.people import Roster
from escalation.procedure import Procedure

from .faces import NotTaken


def find_person(words: str, roster: Roster) -> PersonId:
    """By full name, e-mail, id, or the only first or last name that fits. Raises NotTaken."""
    asked = words.strip().casefold()
    exact = [p.id for p in roster.people.values() if asked in (p.name.casefold(), p.email.casefold(), p.id.casefold())]
    part = [p.id for p in roster.people.values() if asked and asked in p.name.casefold().split()]
    found = exact or part
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(sorted(roster.people[p].name for p in found))
        raise NotTaken(f"More than one person fits “{words}”: {names}. Write the full name.")
    raise NotTaken(f"Nobody here is called “{words}”.{_did_you_mean(words, (p.name for p in roster.people.values()))}")


def with_doers(action: HumanAction, roster: Roster) -> HumanAction:
    """The action, with every agreed action's doer found by full name, e-mail or id; other words stay words."""
    if not isinstance(action, Respond | RecordSpokenAnswer | RecordMeeting):
        return action
    return replace(action, actions=tuple(_with_doer(agreed, roster) for agreed in action.actions))


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
        titles |= {procedure.roles[role].title.casefold() for role in (stage.asks.roles if stage.asks else ())}
        if asked in titles:
            return id
    known = ", ".join(stage.title for stage in stages.values())
    raise NotTaken(f"There is no stage “{words}” here. The stages are: {known}.")


def _did_you_mean(words: str, names: Iterable[str]) -> str:
    near = get_close_matches(words, list(names), n=1)
    return f" Did you mean {near[0]}?" if near else " Check the spelling, or write the e-mail address."
