"""What each field is called and what to do when it is empty or wrong, by the key it has in a payload."""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, tuple[str, str]] = {
    "track": ("What the concern is about", "Choose one."),
    "record": ("Record number", "Write the number from the case system."),
    "initials": ("Child’s initials", "Write one to four capital letters."),
    "status": ("The child is", "Choose one."),
    "team": ("Team", "Choose the team."),
    "social_worker": ("Social worker", "Choose the child’s social worker."),
    "category": ("Theme", "Choose the theme that fits best."),
    "named": ("What the theme asks to name", "Name it."),
    "what": ("What is wrong", "Say what is wrong."),
    "why": ("Why it matters for the child", "Say what it means for the child."),
    "asked": ("What is asked", "Say what should happen."),
    "category_2": ("Theme of the second concern", "Choose its theme, or leave the second concern empty."),
    "what_2": ("What is wrong, second concern", "Say what is wrong, or leave the second concern empty."),
    "why_2": ("Why it matters, second concern", "Say what it means for the child."),
    "asked_2": ("What is asked, second concern", "Say what should happen, or leave the second concern empty."),
    "source": ("Where it arose", "Choose where it arose."),
    "conference_on": ("Day of the conference", "Choose the day of the conference."),
    "identified_on": ("When you noticed it", "Choose the day."),
    "immediate_risk": ("The child is at immediate risk", "Say yes or no."),
    "spoken": ("Have you spoken with anybody about it", "Choose one."),
    "spoken_with": ("With whom you spoke", "Name whom you spoke with."),
    "spoken_on": ("When you spoke", "Choose the day you spoke."),
    "spoken_said": ("What was said", "Say in a line what was said."),
    "difference": ("What has changed", "Say in a line what has changed for the child."),
    "plan": ("How it will be settled", "Write what will be done, in a line or more."),
    "sent_to": ("Sent to", "Name who got it."),
    "note": ("Anything to add", "Write it in a line, or leave it empty."),
    "views": ("The child’s views and wishes", "Write what the child said."),
    "against_because": ("Why the concern goes against the child’s wishes", "Say in a line why."),
    "child_told": ("Has the child been told", "Choose one."),
    "child_not_told_because": ("Why the child has not been told", "Say in a line why not."),
    "when_silent": ("If nobody answers in time", "Choose one."),
    "start_at": ("Where it starts", "Choose a stage."),
    "skipping_because": ("Why it starts there", "Say why it starts at this stage."),
    "consulted": ("Who was consulted", "Choose whom you asked."),
    "consulted_on": ("Consulted on", "Choose the day."),
    "passed_over_because": ("Why nobody was consulted", "Say in a line why."),
    "asking": ("Who is asked", "Choose who is to answer."),
    "chair": ("Who chairs", "Choose who chairs the meeting."),
    "answer_within": ("Answer within", "Write a number of working days."),
    "earlier_concerns": ("Concerns were raised before", "Say yes or no."),
    "after": ("The case that this one takes up", "Write its reference, or leave it empty."),
    "not_a_complaint": ("The right process", "Confirm it, or take the other way that the text above names."),
    "people_2": ("Who else is praised", "Choose a person, or leave it empty."),
    "people_3": ("And who else", "Choose a person, or leave it empty."),
    "people": ("Who is praised", "Choose at least one person."),
    "text": ("What was done well", "Say what was done well."),
    "answer": ("The answer", "Write the answer."),
    "agreed": ("Which action", "Choose the action."),
    "reason": ("The reason", "Say in a line why."),
    "until": ("Until when", "Choose the day."),
    "on": ("The day", "Choose the day."),
    "time": ("The time", "Choose the time."),
    "place": ("Where", "Name the room, or say that it is in Teams."),
    "held": ("Held on", "Choose the day the meeting was held."),
    "outcome": ("What came of it", "Say what came of it."),
    "present": ("Who was there", "Name who was there."),
    "apologies": ("Who sent apologies", "Name them, or leave it empty."),
    "by": ("By", "Choose."),
    "to": ("To", "Choose."),
    "person": ("From", "Choose whose part is handed over."),
    "settled": ("What is settled", "Choose what is settled, or leave it empty."),
    "ends_here": ("This ends the local process", "Say yes or no."),
    "occasion": ("What takes place", "Choose one."),
    "which": ("Which conference", "Choose one, or leave it empty."),
    "ends": ("When it ends", "Write it like 14:30."),
    "instead_of": ("In place of", "Choose the day it was to be, or leave it empty."),
    "review_on": ("Day of the review", "Choose the day of the review."),
    "urgent": ("It is urgent", "Say yes or no."),
    "record_2": ("Record number of the second child", "Write the number, or leave the second child empty."),
    "initials_2": ("Initials of the second child", "Write one to four capital letters."),
    "record_3": ("Record number of the third child", "Write the number, or leave the third child empty."),
    "initials_3": ("Initials of the third child", "Write one to four capital letters."),
    "record_4": ("Record number of the fourth child", "Write the number, or leave the fourth child empty."),
    "initials_4": ("Initials of the fourth child", "Write one to four capital letters."),
    "status_2": ("The second child is", "Choose one, or leave it empty."),
    "status_3": ("The third child is", "Choose one, or leave it empty."),
    "status_4": ("The fourth child is", "Choose one, or leave it empty."),
    "kind": ("What", "Choose what it is."),
    "referral": ("Which", "Choose which one."),
    "about_case": ("Which case", "Write its reference, as it stands in the subject of our mails."),
    "whose": ("Whose words", "Write a name or an e-mail address."),
    "words": ("The words to file", "Write or paste them."),
}
_OF_AN_ACTION = {"action": "what will be done", "action_who": "by whom", "action_by": "by when"}


def label_of(field: str) -> tuple[str, str]:
    """The label and the remedy of a field; the actions of a form are numbered."""
    stem, _, number = field.rpartition("_")
    if stem in _OF_AN_ACTION:
        return f"Action {number}, {_OF_AN_ACTION[stem]},", "Fill it in, or leave the action empty."
    return LABELS.get(field, ("This card", "Open the case and try again."))


def is_a_field(key: str) -> bool:
    """Something a person fills in, and not what the card carries along."""
    return key in LABELS or key.rpartition("_")[0] in _OF_AN_ACTION
