"""How gunicorn serves the API: ``gunicorn api.wsgi:app`` from this directory.

The environment may set ``WEB_CONCURRENCY`` (workers), ``BIND`` and ``FORWARDED_ALLOW_IPS``.
"""

import os

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
MOST_WORKERS = 8  # each opens its own connections; beyond this the database is the limit

bind = os.environ.get("BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_CONCURRENCY") or min(2 * CORES, MOST_WORKERS))
# Threads, so that a slow client holds up a thread and not a whole worker.
worker_class = "gthread"
threads = 4
# Database connections and subscriptions do not survive a fork: each worker opens its own.
preload_app = False

timeout = 60
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

# Time, method, path, status, bytes, seconds. No query string, referrer or address: they can
# hold what describes a person.
accesslog = "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(L)s"
