"""The commands of the how-to are run as they are printed, by a real curl, against a real server."""

import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.web.api.conftest import Software
from vigil.web.api.operations import PREFIX
from vigil.web.api.serving import create_api

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "connect-practice-software.md"

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here"),
]


@pytest.fixture
def address(software: Software) -> Iterator[str]:
    """A server on loopback; its thread ends with the test."""
    app = Starlette(routes=[Mount(PREFIX, create_api(software.cabinet.store, software.cabinet.clock))])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def test_every_command_of_the_how_to_does_what_it_says(software: Software, address: str) -> None:
    commands = re.findall(r"```sh\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    assert len(commands) == 7
    answers = []
    for command in commands:
        environment = os.environ | {"VIGIL": address, "TOKEN": software.token}
        ran = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, check=True)  # noqa: S603, S607  # the how-to's own words
        answers.append(json.loads(ran.stdout))
    token, patient, course, visit, changed, alerts, reports = answers
    assert token["clinic"] == "dijon"
    assert (patient["given_name"], course["baseline"]) == ("Lise", 7.5)
    assert (visit["products"][0]["lot"], changed["eva_before"]) == ("L-77", 7)
    assert alerts["items"] == reports["items"] == []
