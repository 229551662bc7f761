# SPDX-License-Identifier: MIT
#
# The bases are pinned by tag. To pin them by digest too, look the digests up and append them to the FROM lines:
#   docker buildx imagetools inspect swift:6.3-bookworm
#   docker buildx imagetools inspect debian:bookworm-slim

FROM docker.io/library/swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libcurl4-openssl-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
# The dependencies are a layer of their own, because they change less often than the sources.
COPY Package.* ./
RUN swift package resolve
COPY Sources Sources
# The manifest names the test targets, so their folders must be there; nothing in them is built.
COPY Tests Tests
COPY scripts scripts
ARG REVISION=unknown
RUN program="$(RENDER_SYNC_COMMIT="$REVISION" scripts/release render-sync)" && install -D --strip "$program" /out/render-sync

FROM docker.io/library/debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libcurl4 \
    && rm -rf /var/lib/apt/lists/* /var/cache/* /var/log/*
COPY --from=build /out/render-sync /usr/local/bin/render-sync
# For AWS Lambda alone: what EventBridge invokes on a schedule.
COPY deploy/lambda/schedule /usr/local/lib/render-sync/lambda-schedule

ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="render-sync" \
    org.opencontainers.image.description="Makes Render hold what Infisical says, whenever a secret changes" \
    org.opencontainers.image.licenses="MIT" \
    org.opencontainers.image.version="$VERSION" \
    org.opencontainers.image.revision="$REVISION" \
    org.opencontainers.image.base.name="docker.io/library/debian:bookworm-slim"

# A number, not a name: Kubernetes' runAsNonRoot cannot look up names.
USER 65532:65532
ENV PORT=8080
EXPOSE 8080
# The program is its own health client: the image has no other. A health check is no delivery, so --once does not count it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s --retries=3 CMD ["render-sync", "healthcheck"]
ENTRYPOINT ["render-sync"]
# One delivery for each container. Where containers stay (Kubernetes, Fly, Render, compose), say "serve".
CMD ["serve", "--once"]
