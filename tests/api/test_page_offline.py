"""Without a network, and without protection on the line: what the page can still say, and that it says so."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browser import chromium
from tests.support.page_world import PageWorld, page_world
from tests.support.published import HOLDER

INSECURE_HOST = "registry.test"
COPY_IS_WHOLE = """async () => {
  await navigator.serviceWorker.ready;
  return Boolean(await caches.match("/v/vendor/qr-decode.js"));
}"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageWorld]:
    with page_world(tmp_path_factory.mktemp("page-offline")) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(f"--host-resolver-rules=MAP {INSECURE_HOST} 127.0.0.1") as opened:
        yield opened


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    yield context
    context.close()


def visited(phone: BrowserContext, world: PageWorld) -> Page:
    """A page of a phone that was here once, with a network."""
    page = phone.new_page()
    page.goto(world.link("VALID_AS_OF"))
    expect(page.locator(".freshness")).to_have_attribute("data-state", "fresh")
    page.wait_for_function(COPY_IS_WHOLE)
    return page


def test_after_one_visit_a_code_is_checked_without_a_network(phone: BrowserContext, world: PageWorld) -> None:
    visited(phone, world).close()
    phone.set_offline(True)
    page = phone.new_page()
    page.goto(world.link("REVOKED"))
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", "REVOKED")
    freshness = page.locator(".freshness")
    expect(freshness).to_have_attribute("data-state", "offline")
    expect(freshness).to_contain_text("离线：本机所知状态截至")


def test_offline_a_good_certificate_is_valid_as_of_the_last_visit_and_no_later(
    phone: BrowserContext, world: PageWorld
) -> None:
    visited(phone, world).close()
    phone.set_offline(True)
    page = phone.new_page()
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=6))
    page.goto(world.link("VALID_AS_OF"))
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", "VALID_AS_OF")
    later = phone.new_page()
    later.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=8))
    later.goto(world.link("VALID_AS_OF"))
    expect(later.locator(".verdict")).to_have_attribute("data-outcome", "STALE")
    expect(later.locator(".why")).to_contain_text("状态名单太旧")


def test_a_clock_that_is_set_back_does_not_make_an_old_list_young(phone: BrowserContext, world: PageWorld) -> None:
    visited(phone, world).close()
    phone.set_offline(True)
    then = phone.new_page()
    then.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=8))
    then.goto(world.link("VALID_AS_OF"))
    expect(then.locator(".verdict")).to_have_attribute("data-outcome", "STALE")
    set_back = phone.new_page()
    set_back.clock.set_fixed_time(datetime.now(UTC))
    set_back.goto(world.link("VALID_AS_OF"))
    expect(set_back.locator(".verdict")).to_have_attribute("data-outcome", "STALE")
    expect(set_back.locator(".why")).to_contain_text("时钟慢于")


def test_when_the_network_comes_back_the_answer_is_renewed_by_itself(phone: BrowserContext, world: PageWorld) -> None:
    visited(phone, world).close()
    phone.set_offline(True)
    page = phone.new_page()
    page.goto(world.link("VALID_AS_OF"))
    expect(page.locator(".freshness")).to_have_attribute("data-state", "offline")
    phone.set_offline(False)
    expect(page.locator(".freshness")).to_have_attribute("data-state", "fresh")


def test_offline_the_page_opens_without_a_certificate_too_and_takes_pasted_text(
    phone: BrowserContext, world: PageWorld
) -> None:
    visited(phone, world).close()
    phone.set_offline(True)
    page = phone.new_page()
    page.goto(f"{world.address}/v/")
    page.get_by_label("或粘贴二维码中的文字").fill(world.fragments["SUSPENDED"])
    page.get_by_role("button", name="核验", exact=True).click()
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", "SUSPENDED")


def test_a_first_visit_that_gets_no_trust_says_that_nothing_is_known(phone: BrowserContext, world: PageWorld) -> None:
    page = phone.new_page()
    page.route("**/trust/**", lambda route: route.abort("internetdisconnected"))
    page.goto(world.link("FORGED"))
    expect(page.locator(".notice")).to_contain_text("这不说明证书是真还是假")
    expect(page.locator(".verdict")).to_have_count(0)


def test_a_new_version_of_the_page_replaces_the_copy_as_a_whole(phone: BrowserContext, world: PageWorld) -> None:
    page = visited(phone, world)
    old = page.evaluate("caches.keys()")
    page.evaluate(
        """async () => {
          const [name] = await caches.keys();
          const aged = await caches.open("page-1");
          for (const request of await (await caches.open(name)).keys()) await aged.put(request, new Response("old", {
            headers: { "Content-Type": "text/plain" } }));
          await aged.put("/v", new Response("<title>old page</title>", { headers: { "Content-Type": "text/html" } }));
          await caches.delete(name);
        }"""
    )
    outdated = phone.new_page()
    outdated.goto(f"{world.address}/v")
    expect(outdated).to_have_title("old page")
    page.evaluate(
        """async () => {
          while ((await caches.keys()).includes("page-1")) await new Promise((done) => setTimeout(done, 20));
        }"""
    )
    renewed = phone.new_page()
    renewed.goto(world.link("VALID_AS_OF"))
    expect(renewed.locator(".verdict")).to_have_attribute("data-outcome", "VALID_AS_OF")
    assert renewed.evaluate("caches.keys()") != old


def test_over_an_unprotected_connection_the_server_is_asked_and_the_person_is_told(
    phone: BrowserContext, world: PageWorld
) -> None:
    page = phone.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or "") if request.method == "POST" else None)
    link = world.link("REVOKED").replace("127.0.0.1", INSECURE_HOST)
    page.goto(link)
    assert page.evaluate("isSecureContext") is False
    warning = page.locator(".notice")
    expect(warning).to_contain_text("本页不是经 https 打开的")
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", "REVOKED")
    expect(page.locator(".verdict")).to_contain_text(HOLDER)
    expect(warning).to_be_visible()
    expect(page.locator(".freshness")).to_have_attribute("data-state", "by_server")
    assert [json.loads(body) for body in asked] == [{"text": link}]


def test_over_an_unprotected_connection_the_camera_says_why_it_cannot_be_used(
    phone: BrowserContext, world: PageWorld
) -> None:
    page = phone.new_page()
    page.goto(f"{world.address}/v".replace("127.0.0.1", INSECURE_HOST))
    expect(page.locator("#ways-lede")).to_contain_text("发送给登记机关的服务器")
    page.get_by_role("button", name="扫描二维码").click()
    expect(page.locator("#scanner-message")).to_contain_text("连接不安全")


def test_a_browser_without_the_cryptography_sends_nothing_before_the_person_agrees(
    phone: BrowserContext, world: PageWorld
) -> None:
    page = phone.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    page.add_init_script("delete globalThis.DecompressionStream")
    page.goto(world.link("VALID_AS_OF"))
    send = page.get_by_role("button", name="发送并核验")
    expect(send).to_be_visible()
    assert asked == []
    send.click()
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", "VALID_AS_OF")
    assert asked == [f"{world.address}/v1/verify"]


def test_a_server_that_refuses_says_why_in_the_language_of_the_page(phone: BrowserContext, world: PageWorld) -> None:
    page = phone.new_page()
    problem = {"code": "no_trust", "title": "尚未取得可信名单，暂时无法核验。"}
    page.route("**/v1/verify", lambda route: route.fulfill(status=503, json=problem))
    page.goto(world.link("VALID_AS_OF").replace("127.0.0.1", INSECURE_HOST))
    expect(page.locator(".notice")).to_contain_text(problem["title"])
    page.unroute("**/v1/verify")
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", "VALID_AS_OF")
