"""A chat in a real browser: begun, and one thing said in it."""

from playwright.sync_api import Page


def begun(page: Page, address: str, language: str = "en", flow: str = "check-in") -> None:
    """Open a flow, and press what begins it."""
    page.goto(f"{address}/chat?flow={flow}&lang={language}")
    with page.expect_navigation():
        page.click(".answer.go")


def say(page: Page, words: str) -> None:
    """Write into the box and send it."""
    page.fill("#reply", words)
    with page.expect_navigation():
        page.click("#words .send")
