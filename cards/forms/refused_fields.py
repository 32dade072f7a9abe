"""Which field of a form a refusal of the rules is about, so that the form can be shown again with it marked."""

from __future__ import annotations

from collections.abc import Mapping

from escalation.errors import ActionRefused

from ..errors import FieldFault
from .labels import label_of

FIELDS: Mapping[str, str] = {
    "no_such_track": "track",
    "child_not_on_this_track": "status",
    "record_number": "record",
    "initials": "initials",
    "no_such_category": "category",
    "must_name": "named",
    "concern_incomplete": "what",
    "not_this_process": "not_a_complaint",
    "conference_date": "conference_on",
    "review_date": "review_on",
    "which_is_for_conferences": "which",
    "one_child_here": "record_2",
    "each_child_once": "record_2",
    "which_child": "record",
    "no_such_occasion": "instead_of",
    "no_earlier_case": "after",
    "identified_date": "identified_on",
    "raise_too_late": "identified_on",
    "settled_needs_conversation": "spoken",
    "answer_within": "answer_within",
    "answer_within_at_most": "answer_within",
    "reason_for_jump": "skipping_because",
    "name_on_the_case": "social_worker",
    "consult_first": "consulted",
    "consult_cannot_be_passed_over": "consulted",
    "whom_to_ask": "asking",
    "answered_before": "asking",
    "holds_no_post": "asking",
    "choose_chair": "chair",
    "may_not_chair": "chair",
    "choose_stage": "to",
    "no_such_stage": "to",
    "already_there": "to",
    "action_needs_words": "action_1",
    "action_date_past": "action_by_1",
    "answer_needs_words": "answer",
    "further_time_needs": "until",
    "further_time_at_most": "until",
    "forewarn_needs_reason": "reason",
    "plan_needs_words": "plan",
    "sent_to_whom": "sent_to",
    "meeting_needs": "on",
    "no_such_team": "team",
    "no_such_person": "to",
    "not_to_the_raiser": "to",
    "choose_how_it_ends": "outcome",
    "difference_needed": "difference",
    "why_child_not_told": "child_not_told_because",
    "all_settled_means_satisfied": "settled",
    "ask_or_move_up": "when_silent",
}


def marked(error: ActionRefused, sentence: str) -> FieldFault:
    """`sentence` is the refusal in words. A refusal about no field in particular stands above the form."""
    field = FIELDS.get(error.key, "reason" if error.key.startswith("reason_") else "")
    return FieldFault(field, label_of(field)[0] if field else "Not done yet", "", sentence)
