# The Concourse resource: node, its libraries and three programs, without a shell. Build it from the root of the repository:
#   docker build -f deploy/resource.Dockerfile -t boss-deployer/resource .
# Concourse runs the containers of a resource as root of a user namespace of their own, whatever an image says: what
# `get` fetches belongs to that root.

FROM node:22-bookworm-slim AS build
WORKDIR /app
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates
COPY package.json package-lock.json .npmrc tsconfig.base.json tsconfig.build.json ./
COPY tools/ tools/
COPY packages/ packages/
COPY apps/ apps/
COPY hardware/ hardware/
RUN npm run build && node tools/rootfs.mjs /out && mkdir /rootfs && tar -xzf /out/rootfs.tgz -C /rootfs

FROM scratch
COPY --from=build /rootfs/ /
CMD ["/opt/resource/check"]
