"""An authority of two thousand people: no card grows too heavy, and people are found by the name that is typed."""

from collections.abc import Iterator

import pytest

from cards.card_json import CARD_BYTES, size_of
from escalation.case import PersonId, RoleId, TeamId
from escalation.people import Person, Post
from tests.office import CONCERN, Actor, TestOffice
from tests.on_cards import words_of_card

PEOPLE = 2_000


@pytest.fixture
def large(office: TestOffice) -> Iterator[TestOffice]:
    """Two thousand social workers in a hundred teams join the small office; two of them share a name."""
    names = [f"Alexandra Featherstonehaugh-{number}" for number in range(PEOPLE - 2)] + ["Sam Jones", "Sam Jones"]
    new = [Person(PersonId(f"sw{n}"), name, f"sw{n}@example.org", PersonId("tom")) for n, name in enumerate(names)]
    posts = [Post(person.id, RoleId("social_worker"), TeamId(f"Team {n % 100}")) for n, person in enumerate(new)]
    with office.office.desk.database.write() as uow:
        roster = uow.people.roster()
        uow.people.replace_all([*roster.people.values(), *new], [*roster.posts, *posts], ())
        uow.commit()
    yield office
    for actor in office.actors.values():
        actor.expects_anything()


def _newest(actor: Actor) -> str:
    """What the newest card says; no card may be too heavy to send."""
    for line in actor.chat:
        card = actor.now(line).card
        assert card is None or size_of(card) <= CARD_BYTES
    card = actor.now(actor.chat[-1]).card
    return words_of_card(card) if card else ""


def test_a_social_worker_is_named_by_typing_and_asked_about_where_it_is_not_clear(large: TestOffice) -> None:
    for typed, answer in (
        (
            "Alexandra Featherstonehaug-7",
            "Nobody on the list is called that. Did you mean Alexandra Featherstonehaugh-",
        ),
        ("Sam Jones", "Sam Jones (sw1998@example.org) and Sam Jones (sw1999@example.org). Write the e-mail address."),
    ):
        large.ines.says("raise")
        assert "Social worker: full name or e-mail" in _newest(large.ines)
        shown = large.ines.presses("Next: who is told", **_concern(typed))
        assert answer in shown and typed in str(large.ines.now(large.ines.chat[-1]).card), (
            "what was typed is still there"
        )
        _newest(large.ines)
    large.ines.presses("Next: who is told", social_worker="sw1999@example.org")
    assert "Sam Jones" in _newest(large.ines)
    large.ines.presses("Change")
    assert "sw1999@example.org" in str(large.ines.now(large.ines.chat[-1]).card)
    large.ines.presses("Next: who is told")
    large.ines.presses("Send")
    large.ines.presses("Send now")
    assert large.case().social_worker == "sw1999"


def test_a_full_form_that_comes_back_is_no_heavier_than_a_card_may_be(large: TestOffice) -> None:
    large.ines.says("raise")
    words = dict.fromkeys(("what", "why", "asked"), "Every week the same. " * 90)
    shown = large.ines.presses("Next: who is told", **(_concern("Sam Jones") | words | {"spoken": "yes"}))
    assert "More than one person fits" in shown
    _newest(large.ines)


def test_praise_passing_on_and_handing_over_find_people_by_name(large: TestOffice) -> None:
    large.ines.says("praise")
    assert "Who is praised: full name or e-mail" in _newest(large.ines)
    large.ines.presses(
        "Next: who is told", people="Amir Haddad, alexandra featherstonehaugh-12", team="North", text="Good."
    )
    assert "Amir Haddad" in _newest(large.ines)
    large.ines.presses("Send")
    large.ines.raises(start_at="stage_1", skipping_because="Urgent", passed_over_because="Urgent")
    _newest(large.tom)
    large.tom.says("LUT-26-0002")
    assert "Did you mean Grace Bello?" in large.tom.presses("Not mine, pass on", to="Grace Belo")
    large.tom.presses("Pass on", to="grace bello")
    assert [named.person for named in large.case("LUT-26-0002").visits[0].asked] == ["grace"]
    large.bea.says("LUT-26-0002")
    large.bea.presses("Hand over", person="grace", to="alexandra featherstonehaugh-12", reason="She is away.")
    _newest(large.bea)
    assert [named.person for named in large.case("LUT-26-0002").visits[0].asked] == ["sw12"]


def _concern(social_worker: str) -> dict[str, str]:
    return CONCERN | {"social_worker": social_worker}
