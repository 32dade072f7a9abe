"""Reading packs: all faults at once, hostile files refused at once, one pack extending another."""

from __future__ import annotations

import pytest

from escalation.packs.faults import PackRefused
from escalation.packs.reading import check_pack, read_pack

from .pack_texts import FAIR, LIBRARY, fair_with

DEFAULTS = LIBRARY["defaults"]


def problems(text: str) -> list[str]:
    return [str(fault) for fault in check_pack(text, "pack.yaml", LIBRARY)]


# all at once


def test_all_faults_are_named_at_once_in_the_order_of_their_lines() -> None:
    text = (
        fair_with("authority: Fairshire", "authority:")
        .replace("last resort: office", "last resort: clerk")
        .replace("asks: lead", "asks: leed")
        .replace("5 working days, if silent", "5 days, if silent")
        .replace('"09:00"', "9:00")
    )
    faults = check_pack(text, "fair.yaml", LIBRARY)
    assert [(fault.line, fault.key.split(" > ")[-1]) for fault in faults] == [
        (5, "authority"),
        (10, "day starts"),
        (13, "last resort"),
        (43, "asks"),
        (46, "within"),
    ]


def test_a_refused_pack_says_all_of_it_in_one_text() -> None:
    text = fair_with("asks: lead", "asks: leed").replace("supervisor: head", "supervisor: hed")
    with pytest.raises(PackRefused) as refused:
        read_pack(text, "fair.yaml", LIBRARY)
    assert str(refused.value).splitlines() == [
        'fair.yaml, line 14, supervisor: there is no role "hed". Did you mean "head"? '
        "Known here: deputy, head, iro, lead, office, worker.",
        'fair.yaml, line 43, tracks > main > stages > first > asks: there is no role "leed". Did you mean "lead"? '
        "Known here: deputy, head, iro, lead, office, raiser, unset, worker.",
    ]


def test_a_fault_in_a_repeated_stage_is_named_once_where_it_stands() -> None:
    text = fair_with("      first:\n", "      first: &one\n").replace("asks: lead\n", "asks: leed\n")
    text = text.replace("categories:\n", "      again: *one\ncategories:\n")
    assert sum('no role "leed"' in problem for problem in problems(text)) == 1


# hostile files


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    assert problems("# " + "x" * 1_000_000) == [
        "pack.yaml, line 1: the file has 1,000,002 characters, and a pack has at most 1,000,000. "
        "Check that this is the right file."
    ]


def test_a_file_of_very_many_lines_is_refused_before_it_is_read() -> None:
    assert "the file has 20,002 lines" in problems("a\n" * 20_001)[0]


def test_a_line_without_end_is_refused_with_its_number() -> None:
    assert problems("id: x\ntitle: !" + "x" * 5_000)[0].startswith("pack.yaml, line 2: this line has more than 5,000")


def test_aliases_that_multiply_are_refused_before_anything_is_built() -> None:
    levels = [f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]" for n in range(1, 9)]
    faults = check_pack("\n".join(["b0: &b0 [lol]", *levels]), "bomb.yaml", {})
    assert [fault.line for fault in faults] == [5]
    assert "more than 5,000 values" in faults[0].problem


def test_a_file_of_very_many_values_is_refused() -> None:
    assert "more than 5,000 values" in problems("[" + "a,a,\n" * 15_000 + "a]")[0]


@pytest.mark.parametrize("bracket", ["[", "{a: ", "- ", "? "])
def test_nesting_without_end_is_refused(bracket: str) -> None:
    assert "nested deeper than 24 levels" in problems(bracket * 1_000)[0]


def test_a_hidden_character_that_turns_the_text_is_refused_with_its_line() -> None:
    text = fair_with("title: Resolving concerns", "title: Resolving \u202econcerns")
    assert problems(text)[0].startswith("pack.yaml, line 6: a hidden character turns the direction of the text")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file says nothing"),
        ("# only a remark\n", "the file says nothing"),
        ("- a\n- b\n", "a pack is made of keys and values"),
        ("just words", "a pack is made of keys and values"),
        ("\x00\x01\x02", "this is not a text file in YAML"),
        ("id: \ud800", "this is not a text file in YAML"),
        ('id: "\\UFFFFFFFF"', "this is not a text file in YAML"),
        ("%YAML 9.9\n---\nid: x", "line 1"),
        ("id: 'open", "a quote is opened and not closed"),
        ("tracks: {a: [b}", "a list or a set of keys is not closed"),
        ("? [a, b]\n: c\n", "a key is a word, not a list"),
        ("? {a: b}\n: c\n", "a key is a word, not a list"),
        ("id: !!binary aGk=", "a pack has no tags"),
        ("&a id: *a", "pack.yaml, line 1"),
    ],
)
def test_what_is_no_pack_at_all_is_refused_in_plain_words(text: str, says: str) -> None:
    assert any(says in problem for problem in problems(text)), problems(text)


@pytest.mark.parametrize("cut", range(0, len(FAIR), 97))
def test_a_pack_cut_off_anywhere_is_refused_with_a_line(cut: int) -> None:
    faults = check_pack(FAIR[:cut], "fair.yaml", LIBRARY)
    assert faults
    assert all(fault.line >= 1 and fault.problem and fault.remedy for fault in faults)


@pytest.mark.parametrize("number", range(1, len(FAIR.splitlines()) + 1))
def test_a_pack_whose_lines_lose_their_values_never_breaks_the_reader(number: int) -> None:
    lines = FAIR.splitlines()
    lines[number - 1] = lines[number - 1].partition(":")[0] + ": []"
    for fault in check_pack("\n".join(lines), "fair.yaml", LIBRARY):
        assert fault.line <= len(lines)


# extending


def test_whole_keys_are_replaced_and_lists_are_not_merged() -> None:
    own = FAIR + "unless said: {if silent: move up, reminders: [on the day]}\n"
    procedure = read_pack(own, "fair.yaml", LIBRARY).procedure
    assert [str(reminder) for reminder in procedure.unless_said.reminders] == ["on the day"]
    assert str(procedure.prompts.after_an_answer) == "2 working days"


def test_a_replaced_key_is_not_filled_up_from_the_pack_below() -> None:
    assert problems(FAIR + "unless said: {if silent: move up}\n") == [
        'pack.yaml, line 58, unless said: "reminders" is missing. '
        "Add `reminders: [on the day]` (when reminders go out, counted from the due day)."
    ]


def test_the_reason_of_an_assumption_is_inherited_with_its_key_only() -> None:
    inherited = read_pack(FAIR, "fair.yaml", LIBRARY).procedure
    replaced = read_pack(FAIR + "reopen within: 3 months\n", "fair.yaml", LIBRARY).procedure
    assert set(inherited.assumed) == {"reopen within", "channel"}
    assert set(replaced.assumed) == {"channel"}


def test_a_fault_in_the_extended_pack_names_its_own_file_and_line() -> None:
    library = {"defaults": DEFAULTS.replace("for: 2 minutes", "for: two minutes")}
    line = DEFAULTS.splitlines().index("  for: 2 minutes") + 1
    faults = check_pack(FAIR, "fair.yaml", library)
    assert [(fault.file, fault.line, fault.key) for fault in faults] == [
        ("defaults.yaml", line, "hold before sending > for")
    ]


def test_packs_that_extend_each_other_in_a_circle_are_refused() -> None:
    library = {"one": "id: one\nextends: two\n", "two": "id: two\nextends: one\n"}
    faults = check_pack("id: three\nextends: one\n", "three.yaml", library)
    assert "these packs extend each other in a circle: three > one > two > one" in [fault.problem for fault in faults]


def test_keys_that_a_missing_pack_would_bring_are_not_missed_as_well() -> None:
    assert len(problems(fair_with("extends: defaults", "extends: nothing"))) == 1


def test_the_pack_of_defaults_is_sound_and_cannot_be_played_alone() -> None:
    assert check_pack(DEFAULTS, "defaults.yaml", {}) == ()
    with pytest.raises(PackRefused, match="this pack is only there to be extended"):
        read_pack(DEFAULTS, "defaults.yaml", {})


# the pin


def test_the_digest_covers_the_pack_and_all_that_it_extends() -> None:
    pin = read_pack(FAIR, "fair.yaml", LIBRARY).pin
    assert (pin.id, pin.version, len(pin.digest)) == ("fairshire", "1", 64)
    assert read_pack(FAIR, "elsewhere.yaml", LIBRARY).pin == pin
    assert read_pack(FAIR + "# a remark\n", "fair.yaml", LIBRARY).pin.digest != pin.digest
    assert read_pack(FAIR, "fair.yaml", {"defaults": DEFAULTS + "# a remark\n"}).pin.digest != pin.digest
