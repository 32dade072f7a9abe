"""Ways that run beside the ladder: Cafcass, legal advice, a complaint, advocacy. They stop no clock."""

from __future__ import annotations

from datetime import date

from ..actions import RecordReferral, RecordReferralOutcome, ReferToCafcass
from ..case import NO_WORDS, Outcome, Referral, ReferralKind, Words
from ..case_log import ReferralOutcomeRecorded, Referred
from ..deciding import Deciding
from ..errors import DetailNeeded, NothingOwed, ReasonNeeded
from ..holders.naming import everyone_on
from ..notices import Capacity, Meaning
from .closing import close


def refer_to_cafcass(d: Deciding, action: ReferToCafcass) -> None:
    """At any time: no clock stops, unless the IRO says that the local process ends here."""
    if not action.why:
        raise ReasonNeeded("reason_for_referral")
    _refer(d, ReferralKind.CAFCASS, d.today, action.why)
    if action.ends_here and d.case.is_open:
        close(d, Outcome.WITH_CAFCASS, action.why, NO_WORDS)
    d.tell_raiser(Meaning.CAFCASS)
    everyone = everyone_on(d.case, d.situation.procedure, d.situation.roster, d.today)
    d.tell(everyone, Meaning.CAFCASS, Capacity.TOLD)


def record_referral(d: Deciding, action: RecordReferral) -> None:
    if action.kind is ReferralKind.CAFCASS:
        raise DetailNeeded("cafcass_has_its_own_step")
    if action.on > d.today:
        raise DetailNeeded("date_ahead")
    _refer(d, action.kind, action.on, action.why)


def record_referral_outcome(d: Deciding, action: RecordReferralOutcome) -> None:
    if not any(r.number == action.referral for r in d.case.referrals):
        raise NothingOwed("no_such_referral")
    if action.on > d.today:
        raise DetailNeeded("date_ahead")
    if not action.outcome:
        raise DetailNeeded("outcome_needs_words")
    d.log(ReferralOutcomeRecorded(action.referral, action.on, action.outcome))


def _refer(d: Deciding, kind: ReferralKind, on: date, why: Words) -> None:
    d.log(Referred(Referral(len(d.case.referrals) + 1, kind, on, d.by, why)))
