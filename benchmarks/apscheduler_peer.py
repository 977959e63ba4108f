"""APScheduler: one durable job a message, due at once. Prints the seconds that sending took."""

import json
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sending import send
from words import person

_lock, _done = threading.Lock(), []


def carry(port, number):
    send(port, person(number))
    with _lock:
        _done.append(number)


def main(port, count):
    with tempfile.TemporaryDirectory() as folder:
        store = SQLAlchemyJobStore(f"sqlite:///{folder}/jobs.db")
        scheduler = BackgroundScheduler(
            jobstores={"default": store}, executors={"default": ThreadPoolExecutor(8)}, timezone=UTC
        )
        scheduler.start(paused=True)
        due = datetime.now(UTC) + timedelta(seconds=1)
        for number in range(count):
            scheduler.add_job(
                carry, "date", run_date=due, args=(port, number), misfire_grace_time=None, max_instances=count
            )
        time.sleep(1)
        began = time.perf_counter()
        scheduler.resume()
        while len(_done) < count:
            time.sleep(0.005)
        print(json.dumps({"seconds": time.perf_counter() - began}))
        scheduler.shutdown(wait=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
