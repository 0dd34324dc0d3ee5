FROM python:3.12.12-slim-bookworm

# What forms are printed with, and somebody without rights to run as.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-dejavu-core fonts-droid-fallback fonts-noto-core \
        libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/il2program --shell /usr/sbin/nologin il2program \
    && install -d -o il2program /srv/trail

WORKDIR /srv/il2program
COPY requirements.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

COPY manage.py pyproject.toml ./
COPY il2program il2program
COPY patients patients
COPY eligibility eligibility
COPY cycles cycles
COPY templates templates
COPY static static

# The static files are part of the image; what else the embedded program makes, its secrets above all, is not.
RUN python manage.py collectstatic --noinput --verbosity 0 \
    && find var -mindepth 1 -maxdepth 1 ! -name static -exec rm -r {} + \
    && python -m compileall -q manage.py il2program patients eligibility cycles

ENV PRODUCTION=1 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 XDG_CACHE_HOME=/tmp/cache
USER 10001
EXPOSE 8000
CMD ["python", "manage.py", "serve", "web", "--host", "0.0.0.0", "--port", "8000"]
