"""Roles that are found on the case: who is meant, and that nobody is asked in silence for somebody not named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from escalation.case import RoleId
from escalation.errors import DetailNeeded
from escalation.holders.naming import holders_of
from escalation.holders.on_the_case import to_be_named
from escalation.packs.reading import Pack, read_pack
from escalation.people import Post
from escalation.procedure import Found
from tests.escalation.pack_texts import LIBRARY, LUTON
from tests.escalation.story import Story, concern
from tests.people import AMIR, INES, NORTH, TOM

ANY_OF_TWO = "        asks: {any of: [social_worker, team_manager]}\n"


def pack(asks: str, roles: str = "") -> Pack:
    """Luton's, with others asked at its first stage and with more roles."""
    text = LUTON.replace(ANY_OF_TWO, f"        asks: {asks}\n", 1).replace("\nroles:\n", f"\nroles:\n{roles}", 1)
    return read_pack(text, "luton.yaml", LIBRARY)


def test_who_has_to_answer_alone_is_named_when_it_is_raised() -> None:
    alone = pack("social_worker")
    with pytest.raises(DetailNeeded, match=r"name_on_the_case .*Social Worker"):
        Story.under(alone, concern(social_worker=None))
    assert [n.person for n in Story.under(alone, concern(social_worker=AMIR)).visit.asked] == [AMIR]


def test_nobody_has_to_be_named_where_another_post_may_answer() -> None:
    story = Story.of(concern(social_worker=None))
    assert [n.person for n in story.visit.asked] == [TOM]


def test_each_of_all_has_to_be_found() -> None:
    both = pack("{all of: [social_worker, team_manager]}")
    assert to_be_named(both.procedure.tracks[concern().track], both.procedure) == ("social_worker",)
    with pytest.raises(DetailNeeded, match="name_on_the_case"):
        Story.under(both, concern(social_worker=None))


def test_a_second_role_on_the_case_is_whoever_alone_holds_it() -> None:
    tutor = pack("social_worker", "  tutor: {title: Tutor, found: named on the case}\n")
    story = Story.under(tutor, concern(social_worker=AMIR))
    assert holders_of(RoleId("tutor"), story.case, tutor.procedure, story.people, story.today) == ()
    held = replace(story.people, posts=(*story.people.posts, Post(TOM, RoleId("tutor"), NORTH)))
    assert holders_of(RoleId("tutor"), story.case, tutor.procedure, held, story.today) == (TOM,)
    assert holders_of(RoleId("social_worker"), story.case, tutor.procedure, held, story.today) == (AMIR,)


def test_the_raisers_own_role_is_the_raiser() -> None:
    story = Story.of(concern())
    roles = story.pack.procedure.roles
    mine = story.case.raiser_role
    found = roles[mine].model_copy(update={"found": Found.ON_THE_CASE})
    procedure = story.pack.procedure.model_copy(update={"roles": {**roles, mine: found}})
    assert holders_of(mine, story.case, procedure, story.people, story.today) == (INES,)
