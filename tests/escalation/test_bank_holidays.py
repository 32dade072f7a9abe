"""Bank holidays: the published years, the file GOV.UK publishes, and files that are not that."""

import json
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.bank_holidays import english_bank_holidays
from escalation.working_days import (
    BankHolidayFileFaulty,
    DayHours,
    build_calendar,
    read_govuk_bank_holidays,
)
from tests.escalation.published_bank_holidays import PUBLISHED, published, substitutes

NINE_TO_FIVE = DayHours(time(9), time(17))
CALENDAR = build_calendar(hours=NINE_TO_FIVE)


def govuk(events: object) -> str:
    return json.dumps({"england-and-wales": {"division": "england-and-wales", "events": events}})


def events_of(*years: int) -> list[dict[str, object]]:
    return [
        {"title": "A bank holiday", "date": day.isoformat(), "notes": notes, "bunting": True}
        for year in years
        for day in published(year)
        for notes in ["Substitute day" if day in substitutes(year) else ""]
    ]


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_weekdays_not_worked_are_those_that_govuk_published(year: int) -> None:
    ours = CALENDAR.bank_holidays_between(date(year - 1, 12, 31), date(year, 12, 31))
    assert [day for day, _ in ours] == published(year)


@pytest.mark.parametrize("year", [year for year in PUBLISHED if year != 2012])  # the moved spring holiday of 2012
def test_substitute_days_are_named_as_such(year: int) -> None:
    ours = CALENDAR.bank_holidays_between(date(year - 1, 12, 31), date(year, 12, 31))
    assert [day for day, name in ours if name.endswith(" (substitute day)")] == substitutes(year)


def test_bank_holidays_have_the_names_that_govuk_gives_them() -> None:
    names = [name for day, name in english_bank_holidays(2026, 2026).named]
    assert names == [
        "New Year’s Day",
        "Good Friday",
        "Easter Monday",
        "Early May bank holiday",
        "Spring bank holiday",
        "Summer bank holiday",
        "Christmas Day",
        "Boxing Day (substitute day)",
    ]


def test_a_file_with_the_published_years_changes_nothing() -> None:
    told = build_calendar(hours=NINE_TO_FIVE, holidays_override=read_govuk_bank_holidays(govuk(events_of(*PUBLISHED))))
    for year in range(2001, 2100):
        span = date(year - 1, 12, 31), date(year, 12, 31)
        theirs = [day for day, _ in told.bank_holidays_between(*span)]
        assert theirs == [day for day, _ in CALENDAR.bank_holidays_between(*span)]


def test_a_new_bank_holiday_in_the_file_moves_a_date_and_other_years_stay() -> None:
    extra = {"title": "Bank holiday for a royal wedding", "date": "2027-06-04", "notes": "Extra bank holiday"}
    told = build_calendar(
        hours=NINE_TO_FIVE, holidays_override=read_govuk_bank_holidays(govuk([extra, *events_of(2027)]))
    )
    assert CALENDAR.add_working_days(date(2027, 6, 1), 5) == date(2027, 6, 8)
    assert told.add_working_days(date(2027, 6, 1), 5) == date(2027, 6, 9)
    assert told.bank_holidays_between(date(2027, 6, 1), date(2027, 6, 9)) == (
        (date(2027, 6, 4), "Bank holiday for a royal wedding"),
    )
    assert told.add_working_days(date(2026, 12, 18), 10) == date(2027, 1, 6)


def test_a_bank_holiday_that_the_file_moved_is_worked_on_its_old_day() -> None:
    moved = [{**event, "date": "2027-05-07"} if event["date"] == "2027-05-03" else event for event in events_of(2027)]
    told = build_calendar(hours=NINE_TO_FIVE, holidays_override=read_govuk_bank_holidays(govuk(moved)))
    assert told.is_working_day(date(2027, 5, 3))
    assert not told.is_working_day(date(2027, 5, 7))


def test_the_file_is_read_as_it_comes_from_the_web() -> None:
    """With a byte order mark, the other nations, typographic apostrophes, substitute days and unknown keys."""
    events = [{**event, "title": "New Year’s Day", "colour": "red"} for event in events_of(2022)]
    text = json.dumps({"scotland": {"events": None}, "england-and-wales": {"events": events}}, ensure_ascii=False)
    read = read_govuk_bank_holidays("\ufeff" + text)
    assert read.years == {2022}
    assert read.named[0] == (date(2022, 1, 3), "New Year’s Day (substitute day)")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        pytest.param("", "line 1, column 1", id="empty"),
        pytest.param("<!DOCTYPE html><html></html>", "line 1, column 1", id="a web page"),
        pytest.param(govuk(events_of(2026))[:-9], "line 1, column", id="cut off"),
        pytest.param("[]", '"england-and-wales"', id="a list"),
        pytest.param("null", '"england-and-wales"', id="null"),
        pytest.param('{"scotland": {"events": []}}', '"england-and-wales"', id="another nation"),
        pytest.param('{"england-and-wales": []}', '"england-and-wales"', id="the division is a list"),
        pytest.param('{"england-and-wales": {}}', '"events"', id="no events"),
        pytest.param(govuk([]), '"events"', id="an empty list"),
        pytest.param(govuk({"0": {}}), '"events"', id="events are no list"),
        pytest.param("[" * 100_000, "", id="brackets without end"),
        pytest.param("9" * 10_000, "", id="a number without end"),
        pytest.param('{"england-and-wales": {}, "england-and-wales": {}}', "2 times", id="a key twice"),
    ],
)
def test_a_file_that_is_not_govuks_says_so_and_where_to_get_it(text: str, where: str) -> None:
    with pytest.raises(BankHolidayFileFaulty) as refused:
        read_govuk_bank_holidays(text)
    assert where in str(refused.value)
    assert "https://www.gov.uk/bank-holidays.json" in str(refused.value)


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ("2026-01-01", 'write it as {"title"'),
        (None, 'write it as {"title"'),
        ({"title": "Good Friday"}, "its date is missing"),
        ({"title": "Good Friday", "date": "03/04/2026"}, "its date is '03/04/2026'"),
        ({"title": "Good Friday", "date": "2026-W14-5"}, "YYYY-MM-DD"),
        ({"title": "Good Friday", "date": "20260403"}, "YYYY-MM-DD"),
        ({"title": "Good Friday", "date": "2026-04-03\n"}, "YYYY-MM-DD"),
        ({"title": "Good Friday", "date": "٢٠٢٦-٠٤-٠٣"}, "YYYY-MM-DD"),
        ({"title": "Good Friday", "date": 20260403}, "its date is 20260403"),
        ({"title": "Good Friday", "date": ["2026-04-03"] * 99}, "..."),
        ({"title": "Good Friday", "date": "2026-02-30"}, "there is no day 2026-02-30"),
        ({"title": "Good Friday", "date": "0000-01-01"}, "there is no day 0000-01-01"),
        ({"title": "Boxing Day", "date": "2026-12-26"}, "2026-12-26 is a Saturday. Give the substitute day"),
        ({"date": "2026-04-03"}, "its title is missing"),
        ({"title": 3, "date": "2026-04-03"}, "its title is 3"),
        ({"title": " ", "date": "2026-04-03"}, "its title is ' '"),
        ({"title": "Good\nFriday", "date": "2026-04-03"}, "on one line"),
        ({"title": "Good \u202eFriday", "date": "2026-04-03"}, "on one line"),
        ({"title": "Good \ud800Friday", "date": "2026-04-03"}, "on one line"),
        ({"title": "G" * 10_000, "date": "2026-04-03"}, "120 characters at most"),
    ],
)
def test_a_faulty_event_is_named_by_its_number_with_what_to_do(event: object, says: str) -> None:
    with pytest.raises(BankHolidayFileFaulty) as refused:
        read_govuk_bank_holidays(govuk([*events_of(2025), event]))
    (fault,) = refused.value.faults
    assert fault.startswith('"england-and-wales", event 9: ')
    assert says in fault
    assert len(fault) < 250


def test_all_faults_come_at_once_and_a_thousand_do_not_flood_the_screen() -> None:
    with pytest.raises(BankHolidayFileFaulty) as refused:
        read_govuk_bank_holidays(govuk([{"title": "No date"}] * 1000))
    assert len(refused.value.faults) == 1000
    assert len(str(refused.value).splitlines()) == 21
    assert str(refused.value).endswith("... and 980 more like these")


def test_a_day_that_stands_twice_is_refused() -> None:
    with pytest.raises(BankHolidayFileFaulty, match="2026-12-28 stands 2 times"):
        read_govuk_bank_holidays(govuk([*events_of(2026), events_of(2026)[-1]]))


def test_half_a_year_is_refused_because_the_other_half_would_lose_its_holidays() -> None:
    with pytest.raises(BankHolidayFileFaulty, match="2027 has 3 bank holidays"):
        read_govuk_bank_holidays(govuk([*events_of(2026), *events_of(2027)[:3]]))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["england-and-wales", "events", "title", "date", "notes"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(anything)
def test_no_json_whatever_does_more_than_be_refused(content: object) -> None:
    for text in (json.dumps(content), govuk(content), govuk([content])):
        with pytest.raises(BankHolidayFileFaulty):
            read_govuk_bank_holidays(text)
