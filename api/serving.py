"""How ``marshrut serve`` has gunicorn run; ``gunicorn.conf.py`` is for an installation."""

worker_class = "gthread"
threads = 4
timeout = 60
preload_app = False  # connections do not survive a fork
control_socket_disable = True
loglevel = "warning"
