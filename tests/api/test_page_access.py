"""Who can use the page and how fast: keyboard, screen reader, contrast, small phones, slow phones, few bytes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import chromium
from tests.support.page_world import PageWorld, page_world
from tests.support.tree import ROOT
from verify import Outcome

AXE = ROOT / "node_modules/axe-core/axe.min.js"
TRANSFER_BUDGET = 120_000  # bytes, everything of a first visit, the code reader included
SLOWER = 4  # times: what DevTools takes a mid-range phone to be
SMALLEST_TARGET = 44  # CSS pixels
VIOLATIONS = """async () => (await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
  "best-practice"] })).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)"""
SMALL_TARGETS = """(smallest) => [...document.querySelectorAll("button, summary, textarea, label.secondary")]
  .map((element) => [element.textContent.trim(), element.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < smallest || box.height < smallest)).map(([text]) => text)"""
TURNING_SECONDS = """() => parseFloat(
  getComputedStyle(document.querySelector("summary"), "::before").transitionDuration)"""
TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageWorld]:
    with page_world(tmp_path_factory.mktemp("page-access")) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN") as context:
        yield context.new_page()


def settled(page: Page) -> None:
    expect(page.locator(".verdict")).to_have_count(1)
    expect(page.locator(".freshness[data-state=asking]")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_axe_finds_nothing_in_any_answer(browser: Browser, world: PageWorld, scheme: str, locale: str) -> None:
    with browser.new_context(
        viewport={"width": 360, "height": 740},
        locale=locale,
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,  # axe is no part of the page
    ) as context:
        found = {}
        for what in ["nothing yet", "ON_RECORD", *Outcome]:
            page = context.new_page()
            page.goto(world.link(what) if what in world.fragments else f"{world.address}/v")
            if what in world.fragments:
                settled(page)
                page.locator("summary").click()
            page.add_script_tag(path=AXE)
            if violations := page.evaluate(VIOLATIONS):
                found[str(what)] = violations
            page.close()
        assert found == {}


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_everything_fits_and_can_be_touched(browser: Browser, world: PageWorld, width: int) -> None:
    with browser.new_context(viewport={"width": width, "height": 740}, locale="en-GB") as context:
        page = context.new_page()
        page.goto(world.link("SUPERSEDED"))
        settled(page)
        page.locator("summary").click()
        assert page.evaluate(TOO_WIDE) is False
        assert page.evaluate(SMALL_TARGETS, SMALLEST_TARGET) == []


def test_a_certificate_is_checked_with_the_keyboard_alone(page: Page, world: PageWorld) -> None:
    page.goto(f"{world.address}/v")
    stops = []
    for _ in range(5):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
        assert page.evaluate("document.activeElement.matches(':focus-visible')")
    assert stops == ["language", "scan", "file", "paste-text", "核验"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.insert_text(world.fragments["VALID_AS_OF"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator("#answer-heading")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("details")).to_have_attribute("open", "")
    expect(page.locator("details")).to_contain_text("VALID_AS_OF")


def test_the_scanner_is_opened_and_left_with_the_keyboard(page: Page, world: PageWorld) -> None:
    page.goto(f"{world.address}/v")
    page.locator("#scan").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="把二维码放进取景框")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#scan")).to_be_focused()


def test_the_structure_is_heard_as_it_is_seen(page: Page, world: PageWorld) -> None:
    page.goto(world.link("ON_RECORD"))
    settled(page)
    for landmark in ("banner", "main", "contentinfo"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    announced = page.locator("#announcement")
    expect(announced).to_have_attribute("role", "status")
    expect(announced).to_contain_text("有效（截至所示时间）")
    expect(announced).to_contain_text("有失信记录")


def test_who_wants_no_motion_gets_none(browser: Browser, world: PageWorld) -> None:
    with browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(world.link("VALID_AS_OF"))
        settled(page)
        assert page.evaluate(TURNING_SECONDS) == 0


def test_a_first_visit_with_the_copy_for_offline_use_stays_within_its_budget(page: Page, world: PageWorld) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    transferred: list[float] = []
    devtools.on("Network.loadingFinished", lambda event: transferred.append(event["encodedDataLength"]))
    page.goto(world.link("VALID_AS_OF"))
    settled(page)
    page.evaluate("import('/v/scan.js').then(() => import('/v/vendor/qr-decode.js'))")
    page.wait_for_function("async () => Boolean(await caches.match('/v/vendor/qr-decode.js'))")
    assert 10_000 < sum(transferred) < TRANSFER_BUDGET


def test_an_answer_takes_less_than_a_second_of_a_slow_phones_processor(page: Page, world: PageWorld) -> None:
    devtools = page.context.new_cdp_session(page)
    # The time of the page's own thread, not of the clock: other work on this machine does not count.
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(world.link("VALID_AS_OF"))
    settled(page)
    metrics = {metric["name"]: metric["value"] for metric in devtools.send("Performance.getMetrics")["metrics"]}
    assert 0 < metrics["TaskDuration"] * SLOWER < 1
