# The web process, the worker, beat and the sandbox: one image, different commands.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    STATIC_ROOT=/srv/static \
    MEDIA_ROOT=/srv/media

RUN useradd --system --home-dir /app --shell /usr/sbin/nologin sidedoor \
    && mkdir -p /srv/static /srv/media /srv/evidence \
    && chown sidedoor /srv/media /srv/evidence \
    && chmod 700 /srv/evidence

WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN pip install --require-hashes -r requirements/base.txt
COPY . .

# Collecting needs complete settings but uses none of these; they stay in this one step.
RUN SECRET_KEY=unused FIELD_KEYS=unused HASH_KEYS=unused:unused SITE_URL=https://unused \
    ALLOWED_HOSTS=unused POSTAL_ADDRESS=unused DATABASE_URL=postgres://unused/unused \
    SUPPORT_EMAIL=unused DEFAULT_FROM_EMAIL=unused REDIS_URL=redis://unused STRIPE_SECRET_KEY=unused STRIPE_WEBHOOK_SECRETS=unused \
    python manage.py collectstatic --noinput

USER sidedoor
EXPOSE 8000
CMD ["gunicorn", "brokerage.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "brokerage.kit.web.queueing.Worker", "--workers", "2", "--threads", "4", "--logger-class", "brokerage.kit.access.RouteLogger", "--access-logfile", "-"]
