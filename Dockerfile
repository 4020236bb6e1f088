# syntax=docker/dockerfile:1
# Service and command in a small image: built in one stage, run in another that holds no compiler, no torch and no root.
#   docker build -t gouji .
#   docker run --rm -v gouji:/data gouji keys add office --role admin          a key, shown once
#   docker run -d -p 8000:8000 -v gouji:/data --stop-timeout 45 gouji          the service, its data in a volume
#   docker run --rm --network none -v "$PWD/examples:/reports:ro" gouji read /reports
# Scans need the extra ocr (200 MB), older Word and WPS files LibreOffice (500 MB), a queue on Redis the extra redis; all
# are left out unless asked for:
#   docker build --build-arg EXTRAS=ocr,redis --build-arg OFFICE=yes -t gouji .

FROM python:3.11-slim AS build
ARG EXTRAS=""
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE gouji.py ./
COPY gouji-stubs gouji-stubs
COPY reports reports
COPY models models
COPY training training
COPY service service
RUN python -m venv /opt/gouji \
    && /opt/gouji/bin/pip install --no-cache-dir --constraint constraints.txt ".${EXTRAS:+[$EXTRAS]}"

FROM python:3.11-slim AS serve
ENV PATH="/opt/gouji/bin:$PATH" \
    PYTHONUTF8=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    GOUJI_DATA_DIR=/data \
    GOUJI_PORT=8000
ARG OFFICE=""
RUN if [ -n "$OFFICE" ]; then \
        apt-get update \
        && apt-get install --yes --no-install-recommends libreoffice-writer-nogui fonts-noto-cjk \
        && rm -rf /var/lib/apt/lists/*; \
    fi
RUN useradd --create-home --uid 10001 gouji && install --directory --owner gouji --group gouji --mode 700 /data
COPY --from=build /opt/gouji /opt/gouji
USER gouji
WORKDIR /home/gouji
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["python", "-c", \
    "import os, urllib.request as u; u.urlopen('http://127.0.0.1:%s/readyz' % os.environ['GOUJI_PORT'], timeout=4)"]
ENTRYPOINT ["gouji"]
CMD ["serve", "--host", "0.0.0.0"]
