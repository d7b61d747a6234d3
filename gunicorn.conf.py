"""How gunicorn serves the API: ``gunicorn api.wsgi:app`` from this directory.

The environment may set ``WEB_CONCURRENCY`` (workers), ``THREADS`` (of each), ``BIND`` and
``FORWARDED_ALLOW_IPS``.
"""

import os

from api.gunicorn_hooks import *  # noqa: F403 - gunicorn finds hooks by name
from api.logs import of_gunicorn

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
MOST_WORKERS = 8  # each opens its own connections; beyond this the database is the limit

bind = os.environ.get("BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_CONCURRENCY") or min(2 * CORES, MOST_WORKERS))
# Threads, so that a slow client holds up a thread and not a whole worker. A worker takes up to two
# connections a thread from its pool (MARSHRUT_POOL_SIZE and as many more).
worker_class = "api.threaded_worker.ThreadedWorker"
threads = int(os.environ.get("THREADS") or 4)
# Database connections and subscriptions do not survive a fork: each worker opens its own.
preload_app = False

timeout = 60
# On SIGTERM no connection is taken any more, and what runs has this long to finish.
graceful_timeout = 30
keepalive = 5
# More than any request of ours needs, and a proxy adds.
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190
# Workers are renewed now and then, not all at once.
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True

# The application itself tells of each request, without what can describe a person; a line of
# gunicorn's about it would hold the ids in its path.
accesslog = None
logconfig_dict = of_gunicorn("INFO")
