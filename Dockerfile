# The application: web, worker, beat and migrations are the same image with another command.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
WORKDIR /app

COPY requirements/production.txt requirements/
RUN pip install --require-hashes -r requirements/production.txt

COPY . .
# Collecting files needs settings, but none of these is used for anything else.
RUN SECRET_KEY=build FIELD_ENCRYPTION_KEYS=build:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    ALLOWED_HOSTS=build SITE_URL=https://build DATABASE_URL=postgresql://build/build \
    REDIS_URL=redis://build EMAIL_URL=smtp://build FROM_EMAIL=build@build.test \
    python manage.py collectstatic --noinput \
    && useradd --system --no-create-home unknot \
    && mkdir media && chown unknot media
USER unknot
VOLUME /app/media

EXPOSE 8000
# For the web process; docker-compose.yml gives worker, beat and migrations their own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "-m", "clinic.alive"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--no-ws", "clinic.wsgi:application"]
