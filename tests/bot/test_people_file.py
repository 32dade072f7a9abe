"""The people file: the sample cast, what may be written in it, and every fault by its line."""

from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.file import PeopleFile, PeopleFileRefused, read_people
from bot.people.text import COLUMNS, LARGEST
from escalation.case import PersonId, RoleId, TeamId
from escalation.packs.reading import read_pack
from escalation.people import Absence, Post
from tests.escalation.pack_texts import LIBRARY, fair_with
from tests.people import luton

HEADER = ",".join(COLUMNS)
BEA = "bea,Bea Thornton,bea@example.org,business_manager,,,,,,,"
SAMPLE = (files("bot") / "tryout" / "people.csv").read_bytes()


def read(*rows: str, header: str = HEADER) -> PeopleFile:
    return read_people("\n".join((header, BEA, *rows)) + "\n", "people.csv", luton().procedure)


def faults(content: str | bytes) -> list[str]:
    with pytest.raises(PeopleFileRefused) as refused:
        read_people(content, "people.csv", luton().procedure)
    return [str(fault) for fault in refused.value.faults]


def faults_in(*rows: str, header: str = HEADER) -> list[str]:
    return faults("\n".join((header, BEA, *rows)) + "\n")


def test_raisers_outside_the_authority_have_a_row_and_nobody_else_outside_has() -> None:
    text = fair_with(
        "iro: {title: Reviewing Officer, found: by authority}", "iro: {title: Partner, found: outside the authority}"
    )
    text = text.replace(
        "head: {title: Head of Service, found: by authority}", "head: {title: Head, found: outside the authority}"
    )
    procedure = read_pack(text, "fair.yaml", LIBRARY).procedure
    office = "bo,Bo Unit,bo@example.org,office,,,,,,,"
    outside = "pat,Pat Dean,pat@school.example.org,iro,,,,,,,"
    read = read_people("\n".join((HEADER, office, outside)) + "\n", "people.csv", procedure)
    assert [post.person for post in read.posts if post.role == "iro"] == ["pat"]
    alone = read_people("\n".join((HEADER, office)) + "\n", "people.csv", procedure)
    assert "iro" in str(alone.remarks[0]) and "head" not in str(alone.remarks[0])
    with pytest.raises(PeopleFileRefused, match="Head is outside the authority: nobody here holds it"):
        read_people("\n".join((HEADER, office, outside.replace("iro", "head"))) + "\n", "people.csv", procedure)


def test_the_sample_cast_is_read_whole() -> None:
    cast = read_people(SAMPLE, "people.csv", luton().procedure)
    assert cast.people[PersonId("tom")].name == "Tom Reid"
    assert cast.people[PersonId("tom")].cover == "grace"
    assert cast.people[PersonId("mina")].answers_for == {"dana"}
    assert cast.teams == ("North", "South", "East")
    day = date(2026, 4, 8)
    assert cast.roster().holders(RoleId("team_manager"), TeamId("North"), day) == ("tom",)
    assert cast.roster().roles_of(PersonId("petra"), day) == {"iro", "cp_chair"}
    assert cast.roster().roles_of(PersonId("mina"), day) == frozenset()


def test_posts_that_nobody_holds_are_remarked_on_and_stop_nothing() -> None:
    (remark,) = read_people(SAMPLE, "people.csv", luton().procedure).remarks
    assert "nobody holds head_of_safeguarding" in str(remark)


def test_one_row_for_each_post_and_a_persons_own_columns_once() -> None:
    read_file = read(
        "tom,Tom Reid,tom@example.org,team_manager,North,2026-01-01,2026-03-31,bea,,,Friday",
        "tom,,,team_manager,South,1/4/2026,,,,,",
    )
    assert read_file.posts[1:] == (
        Post(PersonId("tom"), RoleId("team_manager"), TeamId("North"), date(2026, 1, 1), date(2026, 3, 31)),
        Post(PersonId("tom"), RoleId("team_manager"), TeamId("South"), date(2026, 4, 1)),
    )
    assert read_file.people[PersonId("tom")].until is None


def test_somebody_whose_posts_have_all_ended_has_left() -> None:
    read_file = read(
        "tom,Tom Reid,tom@example.org,team_manager,North,,2026-03-31,,,,",
        "tom,,,team_manager,South,2026-04-01,2026-05-31,,,,",
    )
    assert read_file.people[PersonId("tom")].until == date(2026, 5, 31)
    assert not read_file.roster().serves(PersonId("tom"), date(2026, 6, 1))


def test_days_not_worked_dates_and_ranges_may_stand_in_away() -> None:
    away = "Friday; every Wednesday; 2026-04-01 to 2026-04-10; 5/5/2026"
    read_file = read(f"tom,Tom Reid,tom@example.org,,,,,,bea,,{away}")
    assert read_file.people[PersonId("tom")].days_off == {2, 4}
    assert read_file.absences == (
        Absence(PersonId("tom"), date(2026, 4, 1), date(2026, 4, 10)),
        Absence(PersonId("tom"), date(2026, 5, 5), date(2026, 5, 5)),
    )
    assert read_file.roster().nominated_cover(PersonId("tom"), date(2026, 5, 5)) == "bea"


def test_a_role_may_be_written_as_its_title_is_and_an_id_in_capitals() -> None:
    read_file = read("Tom,Tom Reid,tom@example.org,Team Manager,North,,,BEA,,,")
    assert read_file.posts[1].role == "team_manager"
    assert read_file.people[PersonId("tom")].line_manager == "bea"


def test_columns_may_stand_in_any_order_and_those_not_needed_may_be_left_out() -> None:
    read_file = read_people(
        "Role,E_mail,Name,Person\n".replace("E_mail", "EMAIL") + "business_manager,b@example.org,Bea,bea\n",
        "people.csv",
        luton().procedure,
    )
    assert read_file.people[PersonId("bea")].email == "b@example.org"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_names_are_read_as_written_however_excel_saved_the_file(encoding: str, end: str) -> None:
    text = end.join((HEADER, BEA, 'zoe,"Zoë Müller–O’Hara",zoe@example.org,,,,,,,,', "", ",,,,,,,,,,"))
    read_file = read_people(text.encode(encoding), "people.csv", luton().procedure)
    assert read_file.people[PersonId("zoe")].name == "Zoë Müller–O’Hara"


TOM = "tom,Tom Reid,tom@example.org"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            f"{TOM},team_manger,North,,,,,,",
            'line 3, role: the procedure has no role "team_manger". Perhaps "team_manager"',
        ),
        (f"{TOM},TM,North,,,,,,", 'the procedure has no role "tm". Known roles: ad_family_support,'),
        (
            f"{TOM},director,North,,,,,,",
            "line 3, team: Director of Children and Learning is there for the whole authority",
        ),
        (f"{TOM},,North,,,,,,", "line 3, role: team without a role says nothing"),
        (f"{TOM},,,,,beaa,,,", 'line 3, line manager: nobody in the file is "beaa". Perhaps "bea" is meant.'),
        (f"{TOM},,,,,Bea Thornton,,,", 'Perhaps "bea" is meant.'),
        (f"{TOM},,,,,,qqqq,,", 'line 3, cover: nobody in the file is "qqqq". Write the id'),
        (f"{TOM},,,,,,,bea; nobody,", 'line 3, answers for: nobody in the file is "nobody"'),
        (f"{TOM},,,,,tom,,,", "line 3, line manager: tom stands here for themselves"),
        (f"{TOM},team_manager,North,31/4/2026,,,,,", "line 3, from: there is no 31 April: April has 30 days."),
        (f"{TOM},team_manager,North,4/13/2026,,,,,", "line 3, from: there is no month 13: the day comes first"),
        (f"{TOM},team_manager,North,1 April,,,,,", 'line 3, from: "1 April" has no year'),
        (f"{TOM},team_manager,North,soon,,,,,", 'line 3, from: "soon" is not a date. Write it like'),
        (f"{TOM},team_manager,North,2026-04-02,2026-04-01,,,,", "line 3, until: the post ends on 1 April 2026, before"),
        (f"{TOM},,,,,,,,Fridy", 'line 3, away: "Fridy" is not a date. Write weekdays'),
        (f"{TOM},,,,,,,,2026-04-10 to 2026-04-01", "line 3, away: 1 April 2026 is before 10 April 2026"),
        (f"{TOM},,,,,,,,Mondays;Tuesdays;Wednesdays;Thursdays;Fridays", "every working day of the week"),
        ("tom,,tom@example.org,,,,,,,,", "line 3, name: tom has none"),
        ("tom,Tom Reid,,,,,,,,,", "line 3, email: tom has none"),
        ("tom,Tom Reid,tom at example.org,,,,,,,,", "line 3, email: "),
        ("tom,Tom Reid,BEA@example.org,,,,,,,,", "line 3, email: Bea Thornton in line 2 has the same address"),
        (",Tom Reid,tom@example.org,,,,,,,,", "line 3, person: the row does not say whose it is"),
        ("tom reid,Tom Reid,tom@example.org,,,,,,,,", 'line 3, person: "tom reid" cannot be an id'),
        (f"{TOM},,,,,,,,,0f1d2c3b", 'line 3, account: "0f1d2c3b" is no object id. Write the person\'s Object ID'),
        (f"{TOM},team_manager,North,,,,,,,,too many", "line 3: the row has 13 cells, and there are 12 columns"),
        ('tom,"Tom Reid,tom@example.org,,,,,,,,', "line 3: from here on the file cannot be read: a quotation mark"),
    ],
)
def test_a_fault_says_where_it_stands_and_what_to_do(row: str, told: str) -> None:
    (fault,) = faults_in(row)
    assert told in fault
    assert fault.startswith("people.csv, line ")


def test_an_account_is_kept_in_small_letters_and_belongs_to_one_person() -> None:
    guid = "0F1D2C3B-4A59-6877-8695-A4B3C2D1E0F9"
    assert read(f"{TOM},,,,,,,,,{guid}").accounts == {PersonId("tom"): guid.lower()}
    (fault,) = faults_in(f"{TOM},,,,,,,,,{guid}", f"sara,Sara Patel,sara@example.org,,,,,,,,,{guid}")
    assert "line 4, account: Tom Reid in line 3 has the same account" in fault


def test_all_faults_are_told_at_once_in_the_order_of_their_lines() -> None:
    found = faults_in(
        "tom,Tom Reid,tom@example.org,team_manger,North,,,,,,",
        "sara,Sara Patel,tom@example.org,service_manager,,31/4/2026,,helen,,,",
    )
    assert [fault.split(":")[0] for fault in found] == [
        "people.csv, line 3, role",
        "people.csv, line 4, from",
        "people.csv, line 4, line manager",
        "people.csv, line 4, email",
    ]


def test_a_line_is_the_files_own_where_a_cell_has_several() -> None:
    (fault,) = faults_in(
        ",,,,,,,,,,", 'tom,"Tom\nReid",tom@example.org,,,,,,,,', "sara,Sara Patel,sara@example.org,x,,,,,,,"
    )
    assert fault.startswith("people.csv, line 6, role")


def test_the_same_post_twice_is_told_unless_the_times_differ() -> None:
    tom = "tom,Tom Reid,tom@example.org,team_manager,North"
    assert "line 3 has the same post" in faults_in(f"{tom},,2026-03-31,,,,", f"{tom},2026-03-31,,,,,")[0]
    assert len(read(f"{tom},,2026-03-31,,,,", f"{tom},2026-04-01,,,,,").posts) == 3


def test_two_rows_of_a_person_may_not_contradict_each_other() -> None:
    (fault,) = faults_in(f"{TOM},,,,,,,,", "tom,Thomas Reid,,,,,,,,,")
    assert fault.startswith("people.csv, line 4, name: line 3 says otherwise")


def test_a_team_in_two_spellings_is_told() -> None:
    (fault,) = faults_in(f"{TOM},team_manager,North,,,,,,", "tom,,,social_worker,north,,,,,,")
    assert '"north" is "North" in line 3' in fault


def test_the_post_that_is_asked_last_has_to_be_held() -> None:
    (fault,) = faults(f"{HEADER}\n{TOM},,,,,,,,\n")
    assert "nobody holds business_manager (Safeguarding Business Manager)" in fault


def test_line_managers_in_a_ring_are_remarked_on_and_stop_nothing() -> None:
    read_file = read(f"{TOM},,,,,sara,,,", "sara,Sara Patel,sara@example.org,,,,,tom,,,")
    assert any("in a ring: tom > sara > tom" in str(remark) for remark in read_file.remarks)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "the file is empty. Its first line is to be person,name,email,role"),
        ("\ufeff\n \n", "the file is empty"),
        (f"{HEADER}\n", "there is nobody in the file"),
        (f"{BEA}\n", "the first line does not name the columns"),
        (HEADER.replace(",", ";") + "\n", "separated by semicolons, not by commas. In Excel choose"),
        (HEADER.replace(",", "\t") + "\n", "separated by tabs"),
        (f"{HEADER},line manger\n", 'line manger: there is no such column. Perhaps "line manager" is meant'),
        (f"{HEADER},cover\n", "cover: the column stands 2 times"),
        ("person,name,role\n", "email: the column is missing"),
        ("person,,name,email,role\n", "a column between others has no name"),
        (b"PK\x03\x04rest", "this is an Excel workbook, not a CSV file"),
        (b"person,name\n\x81\xff", "line 2: there are letters here that cannot be read"),
        ("person,na\0me\n", "this is not text"),
        ("x" * (LARGEST + 1), "larger than 5 megabytes"),
        ("person," + "x" * 200_000, "cannot be read"),
    ],
)
def test_a_file_that_is_no_list_of_people_is_refused_with_the_remedy(content: str | bytes, told: str) -> None:
    (fault,) = faults(content)
    assert told in fault


def test_a_file_full_of_faults_is_refused_without_burying_anybody() -> None:
    rows = [f"p{n},P {n},p{n}@example.org,team_manger,,,,nobody{n},,," for n in range(1_000)]
    with pytest.raises(PeopleFileRefused) as refused:
        read(*rows)
    assert len(str(refused.value).splitlines()) == 201
    assert str(refused.value).endswith("more.")


cells = st.one_of(
    st.sampled_from(["tom", "bea", "", "team_manager", "North", "31/4/2026", "1/4/2026", "Friday; x", "a@b.uk", '"']),
    st.text(max_size=12),
)
tables = st.lists(st.lists(cells, max_size=12).map(",".join), max_size=6).map("\n".join)


@given(st.one_of(st.text(), st.binary(), tables.map(lambda rows: f"{HEADER}\n{BEA}\n{rows}")))
def test_whatever_the_file_holds_it_is_read_or_told(content: str | bytes) -> None:
    try:
        read_file = read_people(content, "people.csv", luton().procedure)
    except PeopleFileRefused as refused:
        assert refused.faults
        assert all(fault.problem and fault.remedy and fault.line >= 1 for fault in refused.faults)
    else:
        known = set(read_file.people)
        assert {post.person for post in read_file.posts} <= known
        assert {p.line_manager for p in read_file.people.values()} <= known | {None}
