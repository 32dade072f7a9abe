"""Every procedure that comes with us can be chosen on the try-out page, with sample people in the posts it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.procedures.packs import shipped
from bot.tryout.example import procedure_of_the_example
from bot.tryout.run import FIRST_MORNING
from bot.tryout.stage import Stage


@pytest.mark.parametrize("name", shipped())
def test_a_procedure_can_be_chosen_and_a_concern_begun_under_it(name: str, tmp_path: Path) -> None:
    stage = Stage(tmp_path, procedure_of_the_example(), None, FIRST_MORNING, lambda office, say: None)
    stage.start_anew(name)
    assert stage.office.procedure.id == name
    raisers = {post.person for post in stage.office.people.posts if post.role == "iro"}
    shown = stage.office.says(sorted(raisers)[0], "raise")
    assert shown[-1].card is not None
    stage.office.close()


def test_what_is_played_first_is_the_procedure_of_the_example() -> None:
    assert procedure_of_the_example() in shipped()
