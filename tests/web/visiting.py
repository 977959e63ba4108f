"""A browser in this process, all of whose requests run on one event loop."""

from collections.abc import Iterator
from contextlib import contextmanager

from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient


class Visiting(TestClient):
    """To start an event loop and its threads for each request takes longer than most pages; used with ``with`` or not.

    Outside of ``one_loop`` each request has its own, as with any ``TestClient``.
    """

    __test__ = False


@contextmanager
def one_loop() -> Iterator[None]:
    """Meanwhile every ``Visiting`` uses the same event loop, as those who visit a server do."""
    with start_blocking_portal("asyncio") as portal:
        Visiting.portal = portal
        yield
        Visiting.portal = None
