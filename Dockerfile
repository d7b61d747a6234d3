FROM python:3.11.14-slim-trixie

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /srv/marshrut

# What changes seldom comes first: dependencies by their hashes, then Marshrut itself as a wheel.
COPY requirements/build.txt requirements/runtime.txt requirements/
RUN pip install --quiet --require-hashes -r requirements/build.txt -r requirements/runtime.txt
COPY pyproject.toml README.md source/
COPY src source/src
COPY api source/api
COPY projections source/projections
RUN pip install --quiet --no-deps --no-build-isolation ./source && rm -r source requirements
COPY gunicorn.conf.py ./

RUN groupadd --gid 10001 marshrut \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin marshrut \
    && install --directory --owner 10001 --group 10001 /var/cache/marshrut
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "api.wsgi:app"]
