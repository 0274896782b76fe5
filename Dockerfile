# Stage one: build the wheel and put it, with its pinned requirements, in a venv.
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /venv
COPY requirements/run.txt requirements/
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY prompts prompts
COPY config config
RUN /venv/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /venv/bin/pip install --no-cache-dir --no-deps --no-index /wheels/*.whl

# Stage two: what runs. No source, no compiler, nobody's root.
FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home dytt
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DYTT_DATABASE_URL=sqlite:////data/dytt.db \
    DYTT_HTTP__HOST=0.0.0.0 \
    DYTT_HTTP__PORT=3000
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ['DYTT_HTTP__PORT'] + '/healthz', timeout=3)"]
ENTRYPOINT ["dytt"]
CMD ["run"]
