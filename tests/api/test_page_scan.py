"""Every way to present a certificate to the page: camera, picture, PDF, pasted text."""

from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.support.browser import chromium
from tests.support.page_world import PageWorld, page_world
from tests.support.pictures import camera_film, encoded, qr_picture
from tests.support.published import HOLDER
from verify.qr import to_text

CAMERA_IS_OFF = "() => document.getElementById('camera').srcObject === null"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageWorld]:
    with page_world(tmp_path_factory.mktemp("page-scan")) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser(world: PageWorld, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera looks at a good certificate."""
    film = camera_film(qr_picture(world.link("VALID_AS_OF")), tmp_path_factory.mktemp("film") / "certificate.y4m")
    with chromium("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}") as opened:
        yield opened


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext, world: PageWorld) -> Page:
    opened = phone.new_page()
    opened.goto(f"{world.address}/v")
    return opened


@pytest.fixture
def posted(page: Page) -> list[str]:
    """Where anything was posted to."""
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url) if request.method == "POST" else None)
    return urls


def choose(page: Page, name: str, media_type: str, data: bytes) -> None:
    page.locator("#file").set_input_files(FilePayload(name=name, mimeType=media_type, buffer=data))


def outcome(page: Page, expected: str) -> None:
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", expected)


def test_the_camera_reads_a_code_and_is_switched_off(
    phone: BrowserContext, page: Page, world: PageWorld, posted: list[str]
) -> None:
    phone.grant_permissions(["camera"], origin=world.address)
    page.get_by_role("button", name="扫描二维码").click()
    outcome(page, "VALID_AS_OF")
    expect(page.locator(".holder-name")).to_have_text(HOLDER)
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.wait_for_function(CAMERA_IS_OFF)
    assert posted == []


def test_leaving_the_scanner_switches_the_camera_off(browser: Browser, world: PageWorld) -> None:
    with browser.new_context(locale="zh-CN", permissions=["camera"], service_workers="block") as phone:
        page = phone.new_page()
        blind = "export const decodeQR = () => { throw new Error('nothing here'); };"  # so that the camera runs on
        page.route("**/qr-decode.js", lambda route: route.fulfill(body=blind, content_type="text/javascript"))
        page.goto(f"{world.address}/v")
        page.get_by_role("button", name="扫描二维码").click()
        page.wait_for_function("() => document.getElementById('camera').videoWidth > 0")
        page.evaluate("() => { window.seen = document.getElementById('camera').srcObject.getTracks()[0]; }")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.wait_for_function("() => window.seen.readyState === 'ended'")
        expect(page.get_by_role("button", name="扫描二维码")).to_be_focused()


def test_a_camera_that_is_not_allowed_says_what_to_do(phone: BrowserContext, page: Page) -> None:
    phone.grant_permissions([])
    page.get_by_role("button", name="扫描二维码").click()
    expect(page.locator("#scanner-message")).to_contain_text("没有使用摄像头的权限")
    page.get_by_role("button", name="关闭").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_device_without_a_camera_says_so(page: Page) -> None:
    page.evaluate(
        """() => {
          navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("none", "NotFoundError"));
        }"""
    )
    page.get_by_role("button", name="扫描二维码").click()
    expect(page.locator("#scanner-message")).to_contain_text("没有找到可用的摄像头")


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_picture_is_read_here_and_sent_to_nobody(
    page: Page, world: PageWorld, posted: list[str], kind: str, media_type: str
) -> None:
    choose(page, f"certificate.{kind}", media_type, encoded(qr_picture(world.link("SUPERSEDED")), kind))
    outcome(page, "SUPERSEDED")
    assert posted == []


def test_a_large_photograph_of_a_small_code_is_read(page: Page, world: PageWorld) -> None:
    photograph = Image.new("L", (3000, 4000), 190)
    photograph.paste(qr_picture(world.link("VALID_AS_OF"), box_size=10), (900, 1500))
    choose(page, "photo.jpg", "image/jpeg", encoded(photograph, "JPEG"))
    outcome(page, "VALID_AS_OF")


def test_a_picture_without_a_code_says_what_to_do(page: Page) -> None:
    choose(page, "cat.png", "image/png", encoded(Image.new("L", (300, 300), 255), "PNG"))
    expect(page.locator(".notice")).to_contain_text("没有找到二维码")
    expect(page.locator(".notice h2")).to_be_focused()


def test_a_file_that_is_no_picture_is_refused_plainly(page: Page) -> None:
    choose(page, "broken.png", "image/png", b"\x89PNG and then nothing")
    expect(page.locator(".notice")).to_contain_text("不能作为 PNG 或 JPEG 图片打开")


def test_a_code_of_something_else_is_not_a_certificate(page: Page) -> None:
    choose(page, "menu.png", "image/png", encoded(qr_picture("https://menu.example.cn/"), "PNG"))
    outcome(page, "MALFORMED")


def test_a_pdf_goes_to_the_server_only_when_the_person_agrees(page: Page, world: PageWorld, posted: list[str]) -> None:
    choose(page, "证书.pdf", "application/pdf", encoded(qr_picture(world.link("REVOKED")), "PDF"))
    expect(page.locator(".notice")).to_contain_text("整个文件会发送给")
    assert posted == []
    page.get_by_role("button", name="发送并核验").click()
    outcome(page, "REVOKED")
    assert posted == [f"{world.address}/v1/verify"]
    expect(page.locator(".freshness")).to_have_attribute("data-state", "by_server")


def test_of_a_pdf_with_several_codes_each_gets_its_verdict(page: Page, world: PageWorld) -> None:
    first, second = (qr_picture(world.link(what)) for what in ("VALID_AS_OF", "REVOKED"))
    both = Image.new("L", (first.width * 2 + 60, first.height), 255)
    both.paste(first, (0, 0))
    both.paste(second, (first.width + 60, 0))
    choose(page, "two.pdf", "application/pdf", encoded(both, "PDF"))
    page.get_by_role("button", name="发送并核验").click()
    expect(page.locator(".verdict")).to_have_count(2)
    expect(page.locator("#announcement")).to_contain_text("2 个二维码")


def test_a_pdf_without_a_code_says_so_and_can_be_tried_again(page: Page) -> None:
    choose(page, "letter.pdf", "application/pdf", encoded(Image.new("L", (300, 300), 255), "PDF"))
    page.get_by_role("button", name="发送并核验").click()
    expect(page.locator(".notice")).to_contain_text("文件中没有可读的二维码")
    expect(page.get_by_role("button", name="再试一次")).to_be_visible()


def test_pasted_text_is_checked_whatever_its_form_and_the_address_forgets_the_last_one(
    page: Page, world: PageWorld
) -> None:
    page.goto(world.link("REVOKED"))
    outcome(page, "REVOKED")
    digits = world.fragments["VALID_AS_OF"]
    for text in (f"  {to_text('https://elsewhere.example.cn/v', world.published.token(1))}\n", digits):
        page.get_by_label("或粘贴二维码中的文字").fill(text)
        page.get_by_role("button", name="核验", exact=True).click()
        outcome(page, "VALID_AS_OF")
    assert page.url == f"{world.address}/v"


def test_checking_nothing_puts_the_cursor_where_the_text_belongs(page: Page) -> None:
    page.get_by_role("button", name="核验", exact=True).click()
    expect(page.get_by_label("或粘贴二维码中的文字")).to_be_focused()
