"""Take the picture of the page that the README shows, from a running service.

zonewright demo            # in one terminal
python docs/screenshot.py  # in another, with the test extras and Chromium installed
"""

import argparse
import shutil

from playwright.sync_api import sync_playwright


def main() -> None:
    """Open the page in headless Chromium and save what it shows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:8000/?radius=100")
    parser.add_argument("picture", nargs="?", default="docs/map.png")
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(asked.url)
        page.wait_for_selector("body[data-tinted]", timeout=60_000)
        page.wait_for_selector("#panel[aria-busy=false]", timeout=60_000)
        page.wait_for_timeout(1_000)
        page.screenshot(path=asked.picture)
        browser.close()


if __name__ == "__main__":
    main()
