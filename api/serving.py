"""How ``marshrut serve`` has gunicorn run; ``gunicorn.conf.py`` is for an installation."""

from api.careful_log import be_careful

worker_class = "gthread"
threads = 4
timeout = 60
preload_app = False  # connections do not survive a fork
control_socket_disable = True
loglevel = "warning"

be_careful()
