"""How ``marshrut serve`` has gunicorn run; ``gunicorn.conf.py`` is for an installation."""

worker_class = "gthread"
threads = 4
timeout = 60
preload_app = False  # connections do not survive a fork
control_socket_disable = True
loglevel = "warning"
# The same as there.
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190
