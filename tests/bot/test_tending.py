"""An operator's outbox: what is listed, sent again on purpose, taken back in time, and never twice by mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.auditor import audit
from bot.casework import Desk
from bot.cli import app
from bot.doors import Refused, TryLater, Unknown, Unreachable
from bot.outbox.delivery import Delivery
from bot.outbox.tending import NotDone, mark_seen, send_again, take_back, to_see_to
from storage.database import name_of
from storage.outgoing import Channel
from tests.bot.test_delivery import NO_LEASE, Provider
from tests.mail.waiting import waiting_in
from tests.office import TestOffice

SECRETS = ("AB", "core group", "Tom Reid", "example.org", "plan agreed")


@pytest.fixture
def desk(office: TestOffice) -> Desk:
    return waiting_in(office)


def listed(desk: Desk, by: Channel = Channel.EMAIL) -> list[tuple[str, str, str]]:
    """Id, state and reason of each."""
    lines, _ = to_see_to(desk.database, desk.clock.now())
    return [(one.id, one.state, one.reason) for one in lines if one.by == by]


def again(desk: Desk, id: str, **how: bool) -> str:
    return send_again(desk.database, id, "Olga", desk.clock.now(), **how)


def one_dead(desk: Desk, provider: Provider) -> str:
    """The first mail goes wrong for good, the others go."""
    Delivery(desk, Provider(), provider).deliver()
    [(id, *_)] = listed(desk)
    return id


def test_what_waits_is_listed_by_reference_and_without_a_word_of_it(desk: Desk) -> None:
    lines, number = to_see_to(desk.database, desk.clock.now())
    assert number == len(lines) > 5
    assert {one.about for one in lines} == {"LUT-26-0001"} and {one.state for one in lines} == {"waiting"}
    assert not any(word in str(lines) for word in SECRETS)


def test_nothing_is_listed_once_all_has_gone(desk: Desk) -> None:
    Delivery(desk, Provider(), Provider()).deliver()
    assert to_see_to(desk.database, desk.clock.now()) == ((), 0)


def test_what_was_refused_is_sent_again_once_it_is_asked_for(desk: Desk) -> None:
    provider = Provider(before=[Refused("the mailbox is full")])
    id = one_dead(desk, provider)
    assert listed(desk) == [(id, "not sent", "the mailbox is full")]
    sent = provider.got.total()
    assert "goes out with the next delivery" in again(desk, id)
    Delivery(desk, Provider(), provider).deliver()
    assert provider.got.total() == sent + 1 and listed(desk) == []
    with pytest.raises(NotDone, match="was taken back or sent again before"):
        again(desk, id)


def test_what_nobody_knows_the_fate_of_goes_again_only_on_purpose(desk: Desk) -> None:
    id = in_doubt(desk)
    with pytest.raises(NotDone, match=r"Nobody can say whether .* went out.*--seen.*--yes-again"):
        again(desk, id)
    assert "next delivery" in again(desk, id, although_doubted=True)


def test_what_a_person_has_seen_among_what_was_sent_needs_nothing_more(desk: Desk) -> None:
    id = in_doubt(desk)
    assert "counts as sent" in mark_seen(desk.database, id, "Olga")
    assert listed(desk) == []
    with pytest.raises(NotDone, match="a copy was seen"):
        again(desk, id)


def in_doubt(desk: Desk) -> str:
    """A mail that may have gone, and that the mailbox has said nothing about for a quarter of an hour."""
    provider = Provider(after=[Unknown("no answer")], forgetful=True)
    Delivery(desk, Provider(), provider, lease=NO_LEASE).deliver()
    [(id, state, _)] = listed(desk)
    assert state == "may have gone, the provider is asked"
    with desk.database.write() as uow:
        [claimed] = uow.outbox.claim(desk.clock.now().replace(year=2027), "w", 1, NO_LEASE)
        uow.outbox.dead(claimed.message.id, claimed.attempt, "Nobody can say", desk.clock.now())
        uow.commit()
    [(_, state, _)] = listed(desk)
    assert state == "not sent as far as is known, but may have been"
    return id


def test_what_waits_for_its_next_attempt_goes_at_once(desk: Desk) -> None:
    provider = Provider(before=[TryLater("busy")])
    id = one_dead(desk, provider)
    Delivery(desk, Provider(), provider).deliver()
    assert listed(desk), "it waits for some minutes"
    again(desk, id)
    Delivery(desk, Provider(), provider).deliver()
    assert listed(desk) == []


def test_what_is_unsent_can_be_taken_back_and_what_has_gone_cannot(desk: Desk) -> None:
    [first, second, *_] = [id for id, *_ in listed(desk)]
    assert "will not be sent" in take_back(desk.database, first, "Olga")
    provider = Provider()
    Delivery(desk, Provider(), provider).deliver()
    assert not any(id.startswith(first) for id in provider.got)
    assert any(id.startswith(second) for id in provider.got)
    with pytest.raises(NotDone, match=r"was handed over, and no copy of it has been seen.*Nothing was changed"):
        take_back(desk.database, second, "Olga")
    with pytest.raises(NotDone, match=r"was handed over, and no copy of it has been seen.*--yes-again"):
        again(desk, second)


def test_who_did_it_stays_with_the_message(desk: Desk, office: TestOffice) -> None:
    [id, *_] = [id for id, *_ in listed(desk)]
    take_back(desk.database, id, "Olga")
    with desk.database.read() as reading:
        kept = [one.reason for one in reading.outbox.of_case(office.case().ref) if one.message.id.startswith(id)]
    assert kept == ["Taken back by Olga."]


def test_an_id_that_is_none_changes_nothing(desk: Desk) -> None:
    for id in ("", "%", "________", "0" * 8, "x" * 5000):
        with pytest.raises(NotDone, match="There is no message"):
            take_back(desk.database, id, "Olga")


def iro_bot(desk: Desk, *words: str, width: int = 200) -> tuple[int, str]:
    url = desk.database.engine.url.render_as_string(hide_password=False)
    result = CliRunner().invoke(app, ["outbox", *words], env={"IRO_BOT_DATABASE_URL": url, "COLUMNS": str(width)})
    return result.exit_code, result.stdout + result.stderr


def test_the_command_shows_the_table_and_asks_who_does_it(desk: Desk) -> None:
    code, said = iro_bot(desk)
    assert code == 0 and "LUT-26-0001" in said and "waiting" in said
    assert not any(word in said for word in SECRETS)
    [id, *_] = [id for id, *_ in listed(desk)]
    for words in (["--stop", id], ["--by", "Olga"], ["--yes-again"], ["--stop", id, "--by", "Olga", "--yes-again"]):
        code, said = iro_bot(desk, *words)
        assert code == 2 and "say who does it: --by NAME" in said
    code, said = iro_bot(desk, "--stop", id, "--by", "Olga")
    assert code == 0 and said.startswith(f"{id} will not be sent.\nThis is the database ")
    assert not any(word in said for word in SECRETS)
    assert iro_bot(desk, "--replay", id, "--by", "Olga")[0] == 1


def test_in_a_narrow_window_a_reason_is_broken_and_not_cut(desk: Desk) -> None:
    why = "the mailbox could not be used: nothing answers at its port"
    one_dead(desk, Provider(before=[Refused(why)]))
    code, said = iro_bot(desk, width=80)
    broken = [line for line in said.splitlines() if "This is the database" not in line]
    words = set(" ".join(broken).split())
    assert code == 0 and words >= set(why.split()) | {"LUT-26-0001"} and "…" not in said


@pytest.mark.parametrize("width", [60, 40])
def test_in_a_narrow_window_an_id_can_still_be_copied(desk: Desk, width: int) -> None:
    one_dead(desk, Provider(before=[Refused("the mailbox could not be used: nothing answers at its port")]))
    shown = {word for line in iro_bot(desk, width=width)[1].splitlines() for word in line.split()[:1]}
    assert shown >= {id for id, *_ in listed(desk)}


def test_what_a_played_office_has_sent_it_has_seen(office: TestOffice) -> None:
    office.ines.raises()
    office.office.pass_hours(2)
    assert to_see_to(office.office.desk.database, office.office.now) == ((), 0)


def outbox_of(url: str | None, folder: Path) -> tuple[int, str]:
    """As in a folder where nothing else stands."""
    env = {"IRO_BOT_DATABASE_URL": url, "IRO_BOT_DATABASE_URL_FILE": None, "IRO_BOT_FOLDER": str(folder / "played")}
    result = CliRunner().invoke(app, ["outbox"], env=env)
    return result.exit_code, result.stdout + result.stderr


@pytest.mark.parametrize("named", ["wrong/iro-bto.db", None])
def test_a_database_that_is_not_there_is_no_all_clear_and_is_not_made(named: str | None, tmp_path: Path) -> None:
    code, said = outbox_of(f"sqlite:///{tmp_path / named}" if named else None, tmp_path)
    where = tmp_path / (named or "played/iro-bot.db")
    assert code == 1 and f"There is no database {where}. Nothing was looked at." in said and "Nothing waits" not in said
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("content", "why"), [(b"", "no tables of ours"), (b"not a database, " * 99, "not answer")])
def test_a_file_that_holds_nothing_of_ours_is_no_all_clear(content: bytes, why: str, tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    file.write_bytes(content)
    code, said = outbox_of(f"sqlite:///{file}", tmp_path)
    assert code == 1 and why in said and "Nothing waits" not in said and "Traceback" not in said


def test_the_answer_names_the_database_and_never_who_opens_it(desk: Desk) -> None:
    Delivery(desk, Provider(), Provider()).deliver()
    code, said = iro_bot(desk)
    url = desk.database.engine.url
    where = url.database if url.drivername == "sqlite" else f"{url.database} on {url.host}"
    assert code == 0 and f"This is the database {where}" in said
    assert name_of("postgresql://bot:geheim@db.council.example:5432/iro?password=geheim") == (
        "iro on db.council.example"
    )


def test_a_mail_that_came_back_is_listed_while_its_case_is_open(desk: Desk) -> None:
    provider = Provider()
    Delivery(desk, Provider(), provider).deliver()
    with desk.database.write() as uow:
        [gone] = [one for one in uow.outbox.gone_as(provider.got) if one.message.to == "tom"][:1]
        uow.outbox.bounced(gone.message.id, "the address is unknown", desk.clock.now())
        uow.commit()
    assert [(state, why) for _, state, why in listed(desk)] == [("came back", "the address is unknown")]


def test_a_door_that_cannot_reach_somebody_is_no_dead_letter_while_another_can(desk: Desk) -> None:
    provider = Provider(before=[Unreachable("no such mailbox")])
    Delivery(desk, Provider(), provider).deliver()
    assert listed(desk) == []


def test_what_a_chat_has_shown_is_not_shown_again(desk: Desk) -> None:
    chat = Provider()
    Delivery(desk, chat, Provider()).deliver()
    with desk.database.read() as reading:
        [shown, *_] = [id for id in chat.got if reading.outbox.find(id)]
    for how in ({}, {"although_doubted": True}):
        with pytest.raises(NotDone, match="has been sent"):
            again(desk, shown, **how)


def test_a_mail_without_a_copy_goes_again_only_on_purpose(desk: Desk) -> None:
    provider = Provider()
    Delivery(desk, Provider(), provider).deliver()
    [mailed, *_] = provider.got
    with pytest.raises(NotDone, match="--yes-again"):
        again(desk, mailed)
    again(desk, mailed, although_doubted=True)
    number = provider.got.total()
    Delivery(desk, Provider(), provider).deliver()
    assert provider.got.total() == number + 1


def test_what_failed_can_be_left_at_that_and_the_health_page_is_green_again(desk: Desk) -> None:
    id = one_dead(desk, Provider(before=[Refused("the mailbox is full")]))
    assert not audit(desk).ok
    assert "will not be sent" in take_back(desk.database, id, "Olga")
    assert listed(desk) == [] and audit(desk).ok
    with desk.database.read() as reading:
        [left] = reading.tending.beginning(id)
    assert left.reason == "Left at that by Olga. It was: the mailbox is full"
