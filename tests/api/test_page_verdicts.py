"""What an employer's phone shows: every outcome, its freshness, both languages; and that nothing is sent to anyone."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browser import chromium
from tests.support.page_world import LATER_REVOKED, RECORD_ENDS, PageWorld, page_world
from tests.support.published import HOLDER, STATUS_PREFIX, TITLE, number_of
from verify import Outcome

OUTCOMES = [outcome.value for outcome in Outcome]
SHOWING_THE_CERTIFICATE = set(OUTCOMES) - {"MALFORMED", "FORGED", "UNTRUSTED_ISSUER"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageWorld]:
    with page_world(tmp_path_factory.mktemp("page-verdicts")) as opened:
        yield opened


@pytest.fixture(scope="module")
def words(world: PageWorld) -> Any:
    with urlopen(f"{world.address}/v/words.json") as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that was never here before."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    return phone.new_page()


def settled(page: Page, outcome: str) -> None:
    """Wait until the verdict no longer says that fresher status is being asked for."""
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", outcome)
    expect(page.locator(".freshness[data-state=asking]")).to_have_count(0)


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_outcome_is_told_in_large_words_a_symbol_and_what_to_do(
    browser: Browser, world: PageWorld, words: Any, outcome: str, language: str
) -> None:
    with browser.new_context(locale={"zh": "zh-CN", "en": "en-GB"}[language]) as context:
        page = context.new_page()
        page.goto(world.link(outcome))
        settled(page, outcome)
        told = words["outcomes"][outcome][language]
        expect(page.get_by_role("heading", level=2).first).to_contain_text(told["title"])
        expect(page.locator(".verdict .band")).to_contain_text(told["meaning"])
        expect(page.locator(".verdict .next")).to_contain_text(told["next"])
        expect(page.locator(".band use")).to_have_attribute("href", f"#symbol-{outcome}")
        assert page.locator(f"#symbol-{outcome}").count() == 1
        expect(page.get_by_role("status").first).to_contain_text(told["title"])


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_certificate_is_shown_only_where_it_is_intact_and_trusted(
    page: Page, world: PageWorld, outcome: str
) -> None:
    page.goto(world.link(outcome))
    settled(page, outcome)
    assert (HOLDER in page.locator("main").inner_text()) is (outcome in SHOWING_THE_CERTIFICATE)


def test_a_good_certificate_says_who_which_title_by_whom_when_and_its_number(page: Page, world: PageWorld) -> None:
    page.goto(world.link("VALID_AS_OF"))
    settled(page, "VALID_AS_OF")
    shown = page.locator(".verdict").inner_text()
    for fact in (
        HOLDER,
        TITLE,
        "副高级",
        "工程技术人员",
        "通用",
        "2022年11月29日",
        number_of(1),
        "虚构省人力资源和社会保障厅",
    ):
        assert fact in shown


def test_the_heading_of_a_good_answer_is_never_without_its_date(page: Page, world: PageWorld) -> None:
    page.goto(world.link("VALID_AS_OF"))
    settled(page, "VALID_AS_OF")
    expect(page.locator("h2#answer-heading .since")).to_contain_text("北京时间")


def test_outcomes_differ_in_symbol_even_where_they_share_a_colour(page: Page, world: PageWorld) -> None:
    page.goto(f"{world.address}/v")
    drawings = [page.locator(f"#symbol-{outcome}").inner_html() for outcome in OUTCOMES]
    assert len(set(drawings)) == len(OUTCOMES)


def test_a_holder_on_record_keeps_a_valid_certificate_and_the_last_day_is_said(page: Page, world: PageWorld) -> None:
    page.goto(world.link("ON_RECORD"))
    settled(page, "VALID_AS_OF")
    integrity = page.locator(".integrity")
    expect(integrity).to_have_attribute("data-state", "ON_RECORD")
    expect(integrity).to_contain_text(f"{RECORD_ENDS.year}年{RECORD_ENDS.month}月{RECORD_ENDS.day}日（含当日）")


def test_a_revocation_published_meanwhile_replaces_the_answer_from_memory(
    phone: BrowserContext, world: PageWorld
) -> None:
    world.publish()
    first = phone.new_page()
    first.goto(world.link("LATER_REVOKED"))
    settled(first, "VALID_AS_OF")
    world.publish(LATER_REVOKED)
    second = phone.new_page()
    second.goto(world.link("LATER_REVOKED"))
    settled(second, "REVOKED")
    expect(second.locator(".freshness")).to_have_attribute("data-state", "fresh")
    expect(second.locator("h2#answer-heading .since")).to_contain_text("自 2022年11月29日 起")


def test_the_answer_from_memory_does_not_wait_for_the_network(phone: BrowserContext, world: PageWorld) -> None:
    first = phone.new_page()
    first.goto(world.link("VALID_AS_OF"))
    settled(first, "VALID_AS_OF")
    second = phone.new_page()
    held: list[Any] = []
    second.route("**/trust/metadata/timestamp.json", lambda route: held.extend([route]))
    second.goto(world.link("VALID_AS_OF"))
    expect(second.locator(".freshness")).to_have_attribute("data-state", "asking")
    expect(second.locator(".verdict")).to_have_attribute("data-outcome", "VALID_AS_OF")
    held[0].continue_()
    expect(second.locator(".freshness")).to_have_attribute("data-state", "fresh")


def test_a_server_that_goes_back_to_older_status_is_not_believed(phone: BrowserContext, world: PageWorld) -> None:
    metadata = world.published.folder / "trust/metadata/timestamp.json"
    older = metadata.read_bytes()
    world.publish(LATER_REVOKED)
    first = phone.new_page()
    first.goto(world.link("LATER_REVOKED"))
    settled(first, "REVOKED")
    second = phone.new_page()
    second.route("**/trust/metadata/timestamp.json", lambda route: route.fulfill(body=older))
    second.goto(world.link("LATER_REVOKED"))
    settled(second, "REVOKED")
    expect(second.locator(".freshness")).to_have_attribute("data-state", "rolled_back")


@pytest.mark.parametrize("file", ["**/trust/metadata/*.snapshot.json", "**/trust/targets/*.issuers.json"])
def test_a_file_that_does_not_have_its_announced_hash_is_not_used(page: Page, world: PageWorld, file: str) -> None:
    def changed(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.body().replace(b"{", b"{ ", 1))

    page.route(file, changed)
    page.goto(world.link("VALID_AS_OF"))
    expect(page.locator(".notice h2")).to_have_text("现在还不能核验")
    expect(page.locator(".verdict")).to_have_count(0)


def test_what_the_code_says_is_sent_to_nobody(page: Page, world: PageWorld) -> None:
    requests: list[str] = []
    page.context.on("request", lambda request: requests.append(f"{request.url} {request.post_data or ''}"))
    page.goto(world.link("VALID_AS_OF"))
    settled(page, "VALID_AS_OF")
    page.get_by_text("核验细节").click()
    expect(page.locator("details")).to_contain_text(f"{STATUS_PREFIX}1 [5]")
    digits = world.fragments["VALID_AS_OF"]
    # Playwright shows the address of the page itself with its fragment; no browser sends that (RFC 9110, 4.2.4).
    sent = [request for request in requests if not request.startswith(world.link("VALID_AS_OF"))]
    assert sent
    assert all(digits[:12] not in request for request in sent)
    assert all(request.startswith(world.address) for request in requests)


def test_nothing_the_page_does_offends_its_own_policy(page: Page, world: PageWorld) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (e) => console.error(e.violatedDirective, e.blockedURI))"
    )
    for outcome in ("VALID_AS_OF", "FORGED"):
        page.goto(world.link(outcome))
        settled(page, outcome)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert problems == []


def test_the_language_is_switched_at_once_and_remembered(phone: BrowserContext, world: PageWorld) -> None:
    page = phone.new_page()
    page.goto(world.link("VALID_AS_OF"))
    settled(page, "VALID_AS_OF")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".verdict")).to_contain_text("29 November 2022")
    expect(page).to_have_title("Title certificate check")
    again = phone.new_page()
    again.goto(f"{world.address}/v")
    expect(again.get_by_role("heading", level=1)).to_have_text("Title certificate check")


def test_another_code_scanned_into_the_same_tab_is_checked(page: Page, world: PageWorld) -> None:
    page.goto(world.link("VALID_AS_OF"))
    settled(page, "VALID_AS_OF")
    page.goto(world.link("REVOKED"))
    settled(page, "REVOKED")


def test_a_server_without_any_trust_gives_no_verdict(page: Page, world: PageWorld) -> None:
    page.route("**/trust/**", lambda route: route.fulfill(status=503, body="{}"))
    page.goto(world.link("VALID_AS_OF"))
    expect(page.get_by_role("button", name="再试一次")).to_be_visible()
    expect(page.locator(".verdict")).to_have_count(0)
    page.unroute("**/trust/**")
    page.get_by_role("button", name="再试一次").click()
    settled(page, "VALID_AS_OF")
