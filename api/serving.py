"""How ``marshrut serve`` has gunicorn run; ``gunicorn.conf.py`` is for an installation."""

from api.gunicorn_hooks import *  # noqa: F403 - gunicorn finds hooks by name
from api.logs import of_gunicorn

worker_class = "api.threaded_worker.ThreadedWorker"
threads = 4
timeout = 60
preload_app = False  # connections do not survive a fork
control_socket_disable = True
loglevel = "warning"
logconfig_dict = of_gunicorn("WARNING")
# The same as there.
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190
