"""Celery: one task a message, kept in files until it is taken; eight threads. Prints the seconds that sending took."""

import json
import sys
import tempfile
import threading
import time
from pathlib import Path

from celery import Celery
from sending import send
from words import person


def main(port, count):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name in ("queue", "control"):
            (Path(folder) / name).mkdir()
        places = {
            "data_folder_in": f"{folder}/queue",
            "data_folder_out": f"{folder}/queue",
            "control_folder": f"{folder}/control",
        }
        app = Celery("peer", broker="filesystem://", broker_transport_options=places, task_ignore_result=True)
        app.conf.update(worker_redirect_stdouts=False, worker_hijack_root_logger=False, task_acks_late=True)
        lock, done = threading.Lock(), []

        @app.task(name="send")
        def task(to):
            send(port, to)
            with lock:
                done.append(to)

        for number in range(count):
            task.delay(person(number))
        began = time.perf_counter()
        options = {"pool": "threads", "concurrency": 8, "loglevel": "ERROR"}
        worker = app.Worker(**options, without_gossip=True, without_mingle=True, without_heartbeat=True, quiet=True)
        threading.Thread(target=worker.start, daemon=True).start()
        while len(done) < count:
            time.sleep(0.005)
        print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)
        worker.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
