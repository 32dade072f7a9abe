"""What people type: every command in several spellings, and nothing but commands and hints ever coming out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.kinds import (
    Command,
    EndCover,
    Escalate,
    FurtherTime,
    Help,
    LogQuery,
    Misunderstood,
    MyCases,
    Open,
    PassTo,
    Praise,
    Raise,
    Resolve,
    RespondTo,
    SetCover,
    ShowCase,
    TakeStep,
    Undo,
)
from bot.commands.reading import help_lines, read_command
from bot.commands.sayings import SAYINGS, Audience
from escalation.case import CaseRef
from escalation.permissions import Step

THURSDAY = date(2026, 4, 2)
REF = CaseRef("LUT-26-0001")
FRIDAY = date(2026, 4, 3)
FIRST, TENTH = date(2026, 4, 1), date(2026, 4, 10)


def hint(text: str) -> str:
    read = read_command(text, THURSDAY)
    assert isinstance(read, Misunderstood)
    return read.hint


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("raise", Raise()),
        ("  RAISE  ", Raise()),
        ("Raise a concern.", Raise()),
        ("raise an alert", Raise()),
        ("please raise a new concern", Raise()),
        ("I want to raise a concern about visits not held", Raise("visits not held")),
        ("raise LUT-26-0001 to stage 2", Escalate(REF, "stage 2")),
        ("praise", Praise()),
        ("praise Amir Haddad", Praise("Amir Haddad")),
        ("my cases", MyCases()),
        ("show my cases?", MyCases()),
        ("what’s due", MyCases()),
        ("today", MyCases()),
        ("cases", MyCases()),
        ("raise?!", Raise()),
        ("open LUT-26-0001", ShowCase(REF)),
        ("LUT-26-0001", ShowCase(REF)),
        ("lut-26-1", ShowCase(REF)),
        ("LUT–26–0001", ShowCase(REF)),
        ("case KNW7-26-12345", ShowCase(CaseRef("KNW7-26-12345"))),
        ("show me the case LUT-26-0001?", ShowCase(REF)),
        ("respond", RespondTo()),
        ("respond to LUT-26-0001", RespondTo(REF)),
        ("answer LUT-26-0001: The visit “took place”", RespondTo(REF, "The visit “took place”")),
        ("LUT-26-0001 reply To be honest, no", RespondTo(REF, "To be honest, no")),
        ("escalate LUT-26-0001", Escalate(REF)),
        ("escalate LUT-26-0001 to stage 2 because it’s late", Escalate(REF, "stage 2", "it’s late")),
        ("Escalate to the Director BECAUSE LUT-26-0002 is alike", Escalate(None, "Director", "LUT-26-0002 is alike")),
        ("move LUT-26-0001 up to stage 3", Escalate(REF, "stage 3")),
        ("move up", Escalate()),
        ("escalate LUT-26-0001 to Cafcass because of drift", TakeStep(Step.REFER_TO_CAFCASS, REF, "of drift")),
        ("resolve LUT-26-0001", Resolve(REF)),
        ("satisfied LUT-26-0001, visits are held again", Resolve(REF, "visits are held again")),
        ("not satisfied LUT-26-0001: nothing changed", TakeStep(Step.NOT_SATISFIED, REF, "nothing changed")),
        ("withdraw LUT-26-0001", TakeStep(Step.CLOSE, REF)),
        ("action not done LUT-26-0001", TakeStep(Step.ACTION_NOT_DONE, REF)),
        ("further time", FurtherTime()),
        ("further time 10 April, Amir is away", FurtherTime(None, TENTH, "Amir is away")),
        ("further time until 2 April", FurtherTime(None, THURSDAY)),
        ("further time until 1 April", FurtherTime(None, date(2027, 4, 1))),
        ("more time please by Friday", FurtherTime(None, FRIDAY)),
        ("further time LUT-26-0001 until 10 April because Amir is away", FurtherTime(REF, TENTH, "Amir is away")),
        ("extend LUT-26-0001 to get the report", FurtherTime(REF, None, "to get the report")),
        ("pass to Grace Bello", PassTo("Grace Bello")),
        ("pass LUT-26-0001 to <at>Grace Bello</at>", PassTo("Grace Bello", REF)),
        ("not mine, pass it to Grace Bello", PassTo("Grace Bello")),
        ("Not mine", TakeStep(Step.PASS_ON)),
        ("undo", Undo()),
        ("take it back LUT-26-0001", Undo(REF)),
        ("help", Help()),
        ("?", Help()),
        ("", Help()),
        ("hello", Help()),
        ("help with Escalate", Help("escalate")),
    ],
)
def test_a_typed_line_is_read_as_the_command_it_means(text: str, command: Command) -> None:
    assert read_command(text, THURSDAY) == command


@pytest.mark.parametrize(
    "text",
    [
        "<at>IRO Bot</at> my cases",
        '<p><at id="0">IRO Bot</at>&nbsp;my&nbsp;cases</p>\r\n',
        "@IRO Bot my cases",
        "\u200bmy\u00a0cases\ufeff",
        "my  cases ",
        "my cases <at>iro bot</at>",
    ],
)
def test_mentions_entities_and_odd_spaces_do_not_matter(text: str) -> None:
    assert read_command(text, THURSDAY) == MyCases()


@pytest.mark.parametrize(
    "words", ["<b>late</b>", "{{DATE(2017-02-14T06:00:00Z, SHORT)}}", "مرحبا", "👩‍👧 it’s “new”", "a\nb", "x < y & z"]
)
def test_peoples_own_words_are_kept_as_typed(words: str) -> None:
    encoded = words.replace("&", "&amp;").replace("<", "&lt;")
    assert read_command(f"escalate LUT-26-0001 because {encoded}", THURSDAY) == Escalate(REF, None, words)


@pytest.mark.parametrize(
    ("text", "cover"),
    [
        ("cover Tom Reid with Grace Bello from 1 April to 10 April", ("Tom Reid", "Grace Bello", FIRST, TENTH)),
        ("Cover Tom Reid by Grace Bello 1st to 10th April", ("Tom Reid", "Grace Bello", FIRST, TENTH)),
        ("cover for Tom Reid is Grace Bello, 1/4/26 - 10/4/26", ("Tom Reid", "Grace Bello", FIRST, TENTH)),
        ("cover Tom with Grace between 2026-04-01 and April 10, 2026", ("Tom", "Grace", FIRST, TENTH)),
        ("cover me with Tom Reid until Friday", (None, "Tom Reid", THURSDAY, FRIDAY)),
        ("cover Tom with Grace tomorrow", ("Tom", "Grace", FRIDAY, FRIDAY)),
        ("cover Tom with Grace on Monday", ("Tom", "Grace", date(2026, 4, 6), date(2026, 4, 6))),
        ("cover Tom with Grace from Monday to Friday", ("Tom", "Grace", date(2026, 4, 6), TENTH)),
        ("cover Tom with Grace next week", ("Tom", "Grace", date(2026, 4, 6), date(2026, 4, 12))),
        ("cover Tom with Grace from 20 December to 4 January", ("Tom", "Grace", date(2026, 12, 20), date(2027, 1, 4))),
        ("cover Tom with Grace from 1 March to 5 March", ("Tom", "Grace", date(2027, 3, 1), date(2027, 3, 5))),
        ("away until Friday 10 April", (None, None, THURSDAY, TENTH)),
        ("I’m away from 1 to 10 April with Grace Bello", (None, "Grace Bello", FIRST, TENTH)),
        ("on leave 1/4 to 10/4, cover is Grace Bello", (None, "Grace Bello", FIRST, TENTH)),
        ("away for two weeks", (None, None, THURSDAY, date(2026, 4, 15))),
        ("away with Tom Reid until Friday", (None, "Tom Reid", THURSDAY, FRIDAY)),
        ("Tom Reid is away until Friday, covered by Grace Bello", ("Tom Reid", "Grace Bello", THURSDAY, FRIDAY)),
    ],
)
def test_cover_is_set_for_the_days_that_are_meant(text: str, cover: tuple[str | None, str | None, date, date]) -> None:
    assert read_command(text, THURSDAY) == SetCover(*cover)


@pytest.mark.parametrize(
    ("text", "who", "back"),
    [
        ("back", None, THURSDAY),
        ("I'm back.", None, THURSDAY),
        ("I am back on Monday", None, date(2026, 4, 6)),
        ("end cover for Tom Reid", "Tom Reid", THURSDAY),
        ("end cover of Tom from tomorrow", "Tom", FRIDAY),
        ("Tom Reid is back", "Tom Reid", THURSDAY),
        ("Tom Reid will be back on 10 April", "Tom Reid", TENTH),
        ("cancel cover for me", None, THURSDAY),
    ],
)
def test_cover_ends_on_the_day_that_is_meant(text: str, who: str | None, back: date) -> None:
    assert read_command(text, THURSDAY) == EndCover(who, back)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("log", LogQuery()),
        ("show me the log", LogQuery()),
        ("log overdue", LogQuery(overdue=True)),
        ("what is overdue?", LogQuery(overdue=True)),
        ("overdue at stage two in North", LogQuery(overdue=True, stage="stage 2", team="North")),
        ("all open cases", LogQuery(open=Open.YES)),
        ("cases overdue in North", LogQuery(overdue=True, team="North")),
        ("log informal open", LogQuery(stage="informal", open=Open.YES)),
        (
            "log closed cases of team North East since 1 March",
            LogQuery(open=Open.NO, team="North East", since=date(2026, 3, 1)),
        ),
        ('log team "Open Access" closed', LogQuery(team="Open Access", open=Open.NO)),
        ("log category drift, iro Ines Okafor", LogQuery(category="drift", raiser="Ines Okafor")),
        ("log raised by Ines this week", LogQuery(raiser="Ines", since=date(2026, 3, 30), until=date(2026, 4, 5))),
        ("log from 1 March to 10 April", LogQuery(since=date(2026, 3, 1), until=TENTH)),
        ("log 1 Sept 2025", LogQuery(since=date(2025, 9, 1), until=date(2025, 9, 1))),
        ("log in May", LogQuery(since=date(2025, 5, 1), until=date(2025, 5, 31))),
        ("log between January and March", LogQuery(since=date(2026, 1, 1), until=date(2026, 3, 31))),
        ("log after March before 3 April 2026", LogQuery(since=FIRST, until=THURSDAY)),
        ("log last month", LogQuery(since=date(2026, 3, 1), until=date(2026, 3, 31))),
        ("log in 2025", LogQuery(since=date(2025, 1, 1), until=date(2025, 12, 31))),
        ("log since 2 April", LogQuery(since=THURSDAY)),
        ("log since 3 April", LogQuery(since=date(2025, 4, 3))),
        ("log yesterday", LogQuery(since=FIRST, until=FIRST)),
        ("log until Wednesday", LogQuery(until=FIRST)),
        ("log “core group” North", LogQuery(texts=("core group", "North"))),
        ("log LUT-26-0001", LogQuery(ref=REF)),
    ],
)
def test_the_log_is_asked_in_any_order_of_words(text: str, query: LogQuery) -> None:
    assert read_command(text, THURSDAY) == query


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("further time until 31 April", "There is no 31 April: April has 30 days. Write a date like 8 April"),
        ("further time until 29 February 2026", "2026 is not a leap year: its February has 28 days."),
        ("further time until 29 February", "2027 is not a leap year"),
        ("further time until 4/13/2026", "There is no month 13: the day comes first, then the month"),
        ("further time until Tuesday 8 April", "8 April 2026 is a Wednesday, not a Tuesday."),
        ("further time until 8 April 1926", "The year 1926 is out of reach: write a year from 2000 to 2100."),
        ("further time until soon", "“soon” does not begin with a date."),
        ("log since 1 Febuary", "perhaps February is meant"),
        ("log in Febuary", "“Febuary” is no month; perhaps February is meant."),
        ("log from 10/4/2026 to 1/4/2026", "1 April 2026 is before 10 April 2026."),
        ("cover Tom with Grace from 1 April", "The last day is missing."),
        ("cover Tom with Grace until 1/4/2026", "1 April 2026 is before 2 April 2026."),
        ("cover Tom with Grace from 1/3/2026 to 5/3/2026", "5 March 2026 has passed."),
        ("cover Tom with Grace from 30 to 10 April", "30 comes after 10 April 2026."),
    ],
)
def test_a_date_that_cannot_be_is_explained(text: str, told: str) -> None:
    assert told in hint(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("case", "Say which case, by its reference. “my cases” lists those that wait for you."),
        ("cover Tom Reid", "Say who covers whom and until when, for example"),
        ("cover Tom Reid with Grace Bello", "Say who covers whom and until when, for example"),
        ("away", "Say until when, for example"),
        ("log overdue page 3", "The log has no page numbers: “Next rows” under it shows what follows."),
        ("yes", "Press a button on the card"),
        ("LUT-26-0001 the visits have happened", "or a command before it, for example “respond LUT-26-0001”."),
        ("what is the weather", "“what is the weather” is not something that can be done here. Write “help”"),
    ],
)
def test_what_is_missing_is_said(text: str, told: str) -> None:
    assert told in hint(text)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("rase", "raise"),
        ("mycases", "my cases"),
        ("hlep", "help"),
        ("escalte LUT-26-0001 to stage 2", "escalate LUT-26-0001 to stage 2"),
        ("furhter time LUT-26-0001 until 10 April", "further time LUT-26-0001 until 10 April"),
        ("pas to Grace Bello", "pass to Grace Bello"),
        ("gibberish", None),
        ("what about Tom", None),
        ("cover Tom Reid", None),
    ],
)
def test_a_slip_of_the_keys_is_put_right_as_a_question(text: str, nearest: str | None) -> None:
    read = read_command(text, THURSDAY)
    assert isinstance(read, Misunderstood)
    assert read.nearest == nearest
    assert nearest is None or f"Did you mean “{nearest}”?" in read.hint


@pytest.mark.parametrize("audience", Audience)
def test_help_shows_each_kind_of_person_examples_that_work(audience: Audience) -> None:
    lines = help_lines(audience, REF)
    assert len(lines) <= 15
    assert all(line.does and not isinstance(read_command(line.example, THURSDAY), Misunderstood) for line in lines)
    assert {"my cases", "case", "log", "help"} <= {line.command for line in lines}


def test_raisers_managers_and_log_keepers_are_shown_what_they_need() -> None:
    shown = {audience: {line.command for line in help_lines(audience)} for audience in Audience}
    assert {"raise", "praise", "escalate", "resolve", "undo"} <= shown[Audience.RAISER]
    assert {"respond", "further time", "pass to", "cover"} <= shown[Audience.MANAGER]
    assert {"log", "cover", "reassign"} <= shown[Audience.LOG_KEEPER]
    assert "raise" not in shown[Audience.MANAGER]


def test_help_on_a_word_finds_commands_that_are_not_on_the_list() -> None:
    (line,) = help_lines(Audience.RAISER, REF, "reopen")
    assert line.example == "reopen LUT-26-0001"
    assert help_lines(Audience.RAISER, REF, "nothing of the kind") == help_lines(Audience.RAISER, REF)


def test_every_step_on_a_case_can_be_typed() -> None:
    typed = {read_command(s.example.format(ref=REF), THURSDAY) for s in SAYINGS}
    steps = {command.step for command in typed if isinstance(command, TakeStep)}
    own = {Step.UNDO, Step.ANSWER, Step.ASK_FURTHER_TIME, Step.PASS_ON, Step.SATISFIED, Step.MOVE_UP, Step.READ}
    assert steps | own | {Step.ANOTHER_STAGE} == set(Step)


def test_no_two_commands_begin_alike() -> None:
    beginnings = [begin for saying in SAYINGS for begin in saying.begins]
    assert len(beginnings) == len(set(beginnings))


PIECES = (
    "raise", "log", "cover", "away", "further time", "pass to", "escalate", "LUT-26-0001", "because", "until",
    "from", "to", "since", "in", "31 April", "8/4/26", "10-12", "Wed", "next", "week", "2025", '"', "“", "’", "-", "٣",
    "29 Feb", "<at>IRO Bot</at>", "<at>", "&nbsp;", "team", "page 9", "stage 2", "Grace",
    "\u00a0", "\u200b", "\n", "İ",
)  # fmt: skip
pieces = st.sampled_from(PIECES)


@given(
    st.one_of(st.text(), st.lists(pieces).map(" ".join), st.lists(pieces).map("".join)),
    st.dates(date(2000, 1, 1), date(2100, 12, 31)),
)
def test_whatever_is_typed_is_a_command_or_a_hint(text: str, today: date) -> None:
    read = read_command(text, today)
    if isinstance(read, Misunderstood):
        assert read.hint.endswith(".")
        assert read.nearest is None or not isinstance(read_command(read.nearest, today), Misunderstood)
    else:
        assert isinstance(read, Command)
    if isinstance(read, SetCover):
        assert max(read.since, today) <= read.until


@pytest.mark.parametrize(
    "piece",
    ["a", " ", "to ", "<at>", "raise ", "log ", '"', "1 April ", "LUT-26-", "the case ", "please ", "&amp;", "-"],
)
@pytest.mark.parametrize("begin", ["", "log ", "escalate ", "cover Tom with Grace ", "further time "])
def test_a_very_long_line_is_read_without_a_wait(begin: str, piece: str) -> None:
    """A pattern that tries every split would keep this test for minutes."""
    assert isinstance(read_command(begin + piece * (50_000 // len(piece)), THURSDAY), Command | Misunderstood)
