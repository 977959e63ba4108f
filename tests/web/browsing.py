"""A real browser for the tests of pages, and what is asked of every page in it."""

import asyncio
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import uvicorn
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.applications import Starlette

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""

SIZES = {"phone": (320, 640), "tablet": (820, 1100), "desktop": (1280, 900)}

TOO_SMALL = """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), textarea')]
  .filter(each => !each.closest('.mail-text'))
  .map(each => each.matches('.option > input') ? each.nextElementSibling : each)
  .map(each => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 44 || box.height < 44))
  .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
IS_CUT_OFF = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
STICKS_OUT = """() => [...document.querySelectorAll('main *')]
  .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(each => each.outerHTML.slice(0, 120))"""
"""What of a page that ``IS_CUT_OFF`` reaches too far, outermost first."""

_VIOLATIONS = """() => axe.run({resultTypes: ['violations']}).then(
  found => found.violations.map(each => `${each.id}: ${each.nodes[0].html}`))"""

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, which makes no request of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS, env=dict(os.environ))
        yield browser
        browser.close()


class _Server(uvicorn.Server):
    """Ends a hundredth of a second after it was told to, instead of a tenth."""

    async def main_loop(self) -> None:
        while not await self.on_tick(0):  # noqa: ASYNC110 - as uvicorn does, more often
            await asyncio.sleep(0.01)


@contextmanager
def served(site: Starlette) -> Iterator[str]:
    """The address at which the real server serves these pages."""
    config = uvicorn.Config(site, host="127.0.0.1", port=0, log_config=None, log_level="critical", lifespan="off")
    server, listening = _Server(config), config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():  # until then connections are refused
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@contextmanager
def served_by_name(site: Starlette) -> Iterator[str]:
    """The same at a name, which the pages know: there browsers ask security keys."""
    with served(site) as numbered:
        address = numbered.replace("127.0.0.1", "localhost")
        site.state.site = replace(site.state.site, base_url=address)
        yield address


def violations(page: Page) -> list[str]:
    """What axe finds, each with the first element that it concerns."""
    if page.evaluate("() => typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_VIOLATIONS)
    return found
