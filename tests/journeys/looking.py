"""What every page that a journey visits must be: free of accessibility faults, and no wider than the window."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PICTURES = Path(__file__).parent.parent.parent / "docs" / "pictures"
# Axe runs its own script, which the site's content security policy rightly refuses in a page without scripts.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def check(page: Page, *, scripts: bool = True) -> None:
    """Scan the page and measure it."""
    if not scripts:
        return
    found = Axe().run(page, options=RULES).response["violations"]
    told = [f"{one['id']}: {one['help']} at {[node['target'] for node in one['nodes']][:3]}" for one in found]
    assert not told, f"{page.url}\n" + "\n".join(told)
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1], f"{page.url} is wider ({widths[0]} px) than its window ({widths[1]} px)"


def picture(page: Page, name: str) -> None:
    """Keep what the page looks like for the README, when asked: TESSERA_PICTURES=yes."""
    if os.environ.get("TESSERA_PICTURES"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
