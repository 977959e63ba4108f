"""A signal ends the program whenever it comes: also while the main thread is just about to wait for the end."""

import subprocess
import sys

import pytest

pytestmark = [pytest.mark.end_to_end]

SIGNALLED = """
import faulthandler, random, signal, threading, time
from vigil.cli.serving import told_to_end

draw = random.Random(1)
for _ in range(30):
    ended = threading.Event()
    with told_to_end(ended):
        faulthandler.dump_traceback_later(20, exit=True)
        thread = threading.main_thread().ident
        threading.Timer(draw.uniform(0.005, 0.02), signal.pthread_kill, (thread, signal.SIGTERM)).start()
        while not ended.is_set():
            ended.wait(0)
"""


def test_a_signal_between_any_two_instructions_is_heard() -> None:
    done = subprocess.run([sys.executable, "-c", SIGNALLED], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
