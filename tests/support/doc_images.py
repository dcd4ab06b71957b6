"""The pictures in docs/images, made by `make images`: the page on a phone for five outcomes, and the certificate."""

import tempfile
from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser, expect

from registry.paper import certificate_pdf
from tests.support.browser import chromium
from tests.support.page_world import PageWorld, page_world
from tests.support.paper import ISSUED_ON, ISSUER, certificate_view, qr_text_for
from tests.support.tree import ROOT

IMAGES = ROOT / "docs" / "images"
PHONE = {"width": 390, "height": 844}
SHOWN = {
    "VALID_AS_OF": "valid",
    "REVOKED": "revoked",
    "ON_RECORD": "on-record",
    "STALE": "stale",
    "FORGED": "forged",
}
PDF_SCALE = 1.4


def photograph(browser: Browser, world: PageWorld, fragment: str, path: Path, locale: str) -> None:
    """What a phone shows once the page has asked for fresher status."""
    context = browser.new_context(viewport=PHONE, locale=locale, device_scale_factor=2)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(world.link(fragment))
    outcome = "VALID_AS_OF" if fragment == "ON_RECORD" else fragment
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", outcome)
    expect(page.locator(".freshness[data-state=asking]")).to_have_count(0)
    page.screenshot(path=path)
    context.close()


def draw_certificate(path: Path) -> None:
    """The printed certificate as a picture."""
    view = certificate_view()
    document = pypdfium2.PdfDocument(certificate_pdf(view, ISSUER, qr_text_for(view), ISSUED_ON))
    document[0].render(scale=PDF_SCALE).to_pil().save(path, optimize=True)


def main() -> None:
    """Make every picture."""
    IMAGES.mkdir(exist_ok=True)
    draw_certificate(IMAGES / "certificate.png")
    with tempfile.TemporaryDirectory() as folder, page_world(Path(folder)) as world, chromium() as browser:
        for fragment, name in SHOWN.items():
            photograph(browser, world, fragment, IMAGES / f"page-{name}.png", "zh-CN")
        photograph(browser, world, "VALID_AS_OF", IMAGES / "page-valid-en.png", "en-GB")


if __name__ == "__main__":
    main()
