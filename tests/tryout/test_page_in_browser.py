"""What a newcomer met on the try-out page, in Chromium: nothing typed is lost, and the page shows what it speaks of."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.browser import Screen, Tryout
from tests.office import CONCERN
from tests.on_cards import data_to_send

FORM = "Next you see who gets what"
WORDS = "It has drifted, and AB waits."


@pytest.fixture(scope="module")
def tryout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tryout]:
    tryout = Tryout(Path(tmp_path_factory.mktemp("tryout")))
    yield tryout
    tryout.kill()


@pytest.fixture
def screen(chromium: Browser, tryout: Tryout) -> Iterator[Screen]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    screen = Screen(context.new_page(), tryout)
    yield screen
    context.close()
    assert screen.errors == []


def test_a_form_that_was_asked_for_is_ready_to_type_in_and_is_kept_while_one_looks_elsewhere(screen: Screen) -> None:
    screen.choose("Ines Okafor")
    screen.types("raise")
    screen.sees(FORM)
    expect(_fields(screen, "input").first).to_be_focused()
    expect(_fields(screen, "input").first).to_be_in_viewport()
    _fields(screen, "textarea").first.fill(WORDS)
    screen.choose("Vic Adeyemi")
    chosen = screen.page.locator("#people-list [aria-current]")
    expect(chosen).to_contain_text("Vic Adeyemi")
    expect(chosen).to_be_in_viewport(ratio=1)
    screen.choose("Ines Okafor")
    expect(_fields(screen, "textarea").first).to_have_value(WORDS)


def test_a_form_that_was_opened_in_a_card_is_met_at_its_first_field_and_still_open_later(screen: Screen) -> None:
    _raised(screen)
    screen.choose("Tom Reid")
    screen.card("You are asked").get_by_role("button", name="Answer", exact=True).click()
    answer = screen.page.locator("#messages textarea:visible").first
    expect(answer).to_be_focused()
    expect(answer).to_be_in_viewport(ratio=1)
    answer.fill(WORDS)
    screen.choose("Ines Okafor")
    screen.choose("Tom Reid")
    expect(answer).to_have_value(WORDS)


def test_a_section_that_was_opened_stays_open(screen: Screen) -> None:
    screen.choose("Petra Lindqvist")
    screen.types("raise")
    screen.sees(FORM)
    shown = _fields(screen, "textarea")
    before = shown.count()
    screen.card(FORM).get_by_text("The child’s views").first.click()
    expect(shown).not_to_have_count(before)
    after = shown.count()
    screen.choose("Ines Okafor")
    screen.choose("Petra Lindqvist")
    expect(shown).to_have_count(after)


def test_only_who_may_raise_is_offered_to(screen: Screen) -> None:
    offers = screen.page.locator("#suggestions")
    screen.choose("Colin Mbeki")
    expect(offers).to_contain_text("raise")
    screen.choose("Tom Reid")
    expect(offers).not_to_contain_text("raise")
    expect(screen.page.locator("#chat-empty")).to_contain_text("choose Ines Okafor")


def test_a_new_mail_is_written_by_keyboard_kept_while_one_looks_elsewhere_and_answered(screen: Screen) -> None:
    page = screen.page
    screen.choose("Ines Okafor")
    before = page.locator("#mails > li").count()
    page.get_by_role("button", name="New mail", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Subject")).to_be_focused()
    page.keyboard.type("A question")
    page.keyboard.press("Tab")
    page.keyboard.type("help")
    screen.choose("Vic Adeyemi")
    expect(page.locator("#writing")).to_be_hidden()
    screen.choose("Ines Okafor")
    page.get_by_role("button", name="New mail", exact=True).click()
    expect(page.get_by_label("Subject")).to_have_value("A question")
    expect(page.get_by_label("Your mail")).to_have_value("help")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send mail")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="New mail", exact=True)).to_be_focused()
    expect(page.locator("#mails > li", has_text="Sent to").first).to_contain_text("A question")
    expect(page.locator("#mails > li")).to_have_count(before + 2)
    page.get_by_role("button", name="New mail", exact=True).click()
    expect(page.get_by_label("Your mail")).to_have_value("")
    page.get_by_role("region", name="New mail").get_by_role("button", name="Discard").click()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_with_the_log_open_a_new_mail_is_begun_at_its_top_and_the_page_stays_where_it_is(
    screen: Screen, width: int, height: int
) -> None:
    page = screen.page
    page.set_viewport_size({"width": width, "height": height})
    screen.choose("Ines Okafor")
    if page.locator(".tabs").is_visible():
        page.locator(".tabs [data-pane=mail]").click()
    page.locator("#log-open").click()
    expect(page.locator("#log-drawer")).to_be_in_viewport(ratio=0.99)
    before = page.evaluate("scrollY")
    page.get_by_role("button", name="New mail", exact=True).click()
    expect(page.get_by_label("Subject")).to_be_focused()
    expect(page.get_by_label("Subject")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("heading", name="New mail")).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == before


def test_the_page_says_what_comes_next_and_steps_to_it(screen: Screen) -> None:
    page = screen.page
    page.request.post(f"{page.url}api/restart", data={})
    _raised(screen)
    expect(page.locator("#event")).to_have_text("Next event: Tuesday 10 March, 9am: Ines Okafor is asked again.")
    expect(page.locator("#deadline")).to_contain_text("Next deadline: Monday 9 March, 5pm: on the child")
    page.get_by_role("button", name="Next deadline", exact=True).click()
    expect(page.locator("#now")).to_have_text("Monday 9 March 2026, 5pm")
    page.get_by_role("button", name="Next event", exact=True).click()
    expect(page.locator("#now")).to_have_text("Tuesday 10 March 2026, 9am")


def test_the_latest_line_of_the_log_names_whoever_did_it_once(screen: Screen) -> None:
    page = screen.page
    page.request.post(f"{page.url}api/restart", data={})
    _raised(screen)
    inbox = f"{page.url}api/people/tom/mail"
    asked = page.request.get(inbox).json()["mails"][0]["id"]
    page.request.post(inbox, data={"reply_to": asked, "text": "The core group is on 14 April."})
    expect(page.locator("#log-latest")).to_contain_text("Tom Reid answered")
    assert str(page.locator("#log-latest").text_content()).count("Tom Reid") == 1


def test_the_example_is_followed_on_the_right_screen_and_asks_before_it_clears_another_case(screen: Screen) -> None:
    page = screen.page
    page.locator("#play").click()
    page.locator("#ask-yes").click()  # the cases of the tests before this one
    for words, name, card in (
        ("Ines Okafor, a reviewing officer", "Ines Okafor", "will be sent"),
        ("Tom Reid, the Team Manager", "Tom Reid", "You are asked"),
    ):
        expect(page.locator("#playing-words")).to_contain_text(words)
        expect(page.locator("#chat-who")).to_contain_text(name)
        screen.sees(card)
    page.locator("#menu-open").click()
    page.locator("#restart").click()
    page.locator("#ask-yes").click()
    expect(page.locator("#playing")).to_be_hidden()
    expect(page.locator("#messages li")).to_have_count(0)


def _raised(screen: Screen) -> None:
    """A concern that has been sent, without the page."""
    chat = f"{screen.page.url}api/people/ines/chat"
    form = screen.page.request.post(chat, data={"text": "raise"}).json()["messages"][-1]["id"]
    concern = {**CONCERN, "track": "looked_after", "spoken": "no", "when_silent": "ask the raiser", "token": "one"}
    check = {"message": form, "verb": "raise", "data": concern}
    send = data_to_send(screen.page.request.post(chat, data={"press": check}).json()["messages"])
    screen.page.request.post(chat, data={"press": {"message": form, "verb": "send draft", "data": send}})
    screen.page.request.post(f"{screen.page.url}api/clock", data={"step": "hour"})


def _fields(screen: Screen, kind: str) -> Locator:
    return screen.card(FORM).locator(f"{kind}:visible")
