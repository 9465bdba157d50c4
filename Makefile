# Groundstate: `make demo` shows it, `make test` proves it, `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VERSION := $(shell sed -n 's/^  "version": "\(.*\)",$$/\1/p' package.json)
GROUNDSTATE_CACHE ?= /var/cache/groundstate
STATE ?= states/minimal.json
FIRMWARE ?= bios
CASE ?=
REFRESH ?=
# what needs root runs as root, and what it leaves in out/ belongs to the caller again
AS_ROOT := $(if $(filter 0,$(shell id -u)),,sudo env "PATH=$$PATH" "GROUNDSTATE_CACHE=$$GROUNDSTATE_CACHE" "MIRROR=$$MIRROR")
OWN = $(if $(AS_ROOT),status=$$?; sudo chown -R "$$(id -u):$$(id -g)" out; exit $$status)

# Node 20 that `make setup` fetched, where Debian's own is older
export PATH := $(GROUNDSTATE_CACHE)/node20/bin:$(CURDIR)/node_modules/.bin:$(PATH)
export GROUNDSTATE_CACHE

BUNDLE = esbuild --bundle --platform=node --format=cjs --target=node18 --log-level=warning \
	--define:GROUNDSTATE_VERSION='"$(VERSION)"'

# What the Debian packages carry is read anew at every start. Names stay as they are, for stack traces.
# node-disk-info wants iconv-lite on Windows alone, so any module may stand in its place.
SMALL = --minify-whitespace --minify-syntax --alias:iconv-lite=node:util

SHARE = iso-build/packages/groundstate/usr/share

.PHONY: help setup setup-npm build deb iso demo test test-unit test-proofs test-vm check lint types format docs bench-install bench-engine engine-faults clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

setup: ## install what building and testing need (Debian and npm packages)
	@./iso-build/setup-host.sh

setup-npm:
	@./iso-build/setup-host.sh npm

build: setup-npm ## bundle the programs: out/groundstate, out/groundstate-install
	@mkdir -p out && echo '{ "type": "commonjs" }' >out/package.json
	@$(BUNDLE) $(SMALL) provisioner/cli/main.ts --outfile=out/groundstate
	@$(BUNDLE) $(SMALL) installer/main.ts --outfile=out/groundstate-install
	@$(BUNDLE) provisioner/start/start.ts --outfile=out/start
	@$(BUNDLE) provisioner/start/compile.ts --outfile=out/compile
	@$(BUNDLE) iso-build/main.ts --outfile=out/iso-build
	@$(BUNDLE) test-vm/main.ts --outfile=out/test-vm
	@chmod +x out/groundstate out/groundstate-install out/iso-build out/test-vm

deb: setup build ## build the Debian packages into out/
	@$(AS_ROOT) node out/iso-build deb$(if $(AS_ROOT),; $(OWN))

iso: setup build ## build the hybrid ISO into out/ (REFRESH=1: with the newest packages)
	@$(AS_ROOT) node out/iso-build iso $(if $(REFRESH),--refresh)$(if $(AS_ROOT),; $(OWN))

demo: iso ## install STATE in a virtual machine from the ISO, boot the disk, verify (FIRMWARE=bios|uefi)
	@$(AS_ROOT) node out/test-vm demo --state $(STATE) --firmware $(FIRMWARE)$(if $(AS_ROOT),; $(OWN))

test: check test-unit test-proofs iso ## everything: format, lint, types, unit tests, proofs, VM cases
	@$(AS_ROOT) node out/test-vm run$(if $(AS_ROOT),; $(OWN))

# as root, as the programs under test are: they give files to their owners and mount
test-unit: setup ## the unit tests alone: seconds
	@$(AS_ROOT) vitest run --exclude '**/*.proof.test.ts'

test-proofs: setup ## enumerated cuts, mutated documents, tampered ledgers: a minute
	@$(AS_ROOT) vitest run .proof.test.ts

test-vm: iso ## the VM cases (CASE=name for one)
	@$(AS_ROOT) node out/test-vm run $(CASE)$(if $(AS_ROOT),; $(OWN))

check: lint types docs

lint: setup-npm
	@biome check .

types: setup-npm
	@tsc -b

docs: build ## generated pages and schema are what the code says
	@node out/groundstate schema | diff states/schema.json - || { echo 'states/schema.json is stale: make format'; exit 1; }
	@node out/groundstate schema --reference | diff docs/state-reference.md - || { echo 'docs/state-reference.md is stale: make format'; exit 1; }
	@for file in states/minimal.json states/server.json; do node out/groundstate check $$file || exit 1; done

format: build ## format the sources, regenerate generated pages
	@biome check --write .
	@node out/groundstate schema >states/schema.json
	@node out/groundstate schema --reference >docs/state-reference.md
	@node out/groundstate completion bash >$(SHARE)/bash-completion/completions/groundstate
	@node out/groundstate completion zsh >$(SHARE)/zsh/vendor-completions/_groundstate

bench-install: iso ## time an install of states/minimal.json beside its floor
	@$(AS_ROOT) node out/test-vm bench-install$(if $(AS_ROOT),; $(OWN))

bench-engine: build ## time the engine as it is installed: verify beside Ansible, plan, ledger, status
	@./iso-build/setup-host.sh bench
	@$(BUNDLE) --alias:iconv-lite=node:util provisioner/benchmark/main.ts --outfile=out/bench-engine
	@mkdir -p out/installed && cp out/start out/installed/groundstate && cp out/groundstate out/installed/groundstate.cjs
	@node out/compile out/installed/groundstate.cjs
	@PATH="$(CURDIR)/out/installed:$$PATH"; export PATH; $(AS_ROOT) node out/bench-engine

# for the VM case of that name alone; no package carries it
engine-faults: build
	@$(BUNDLE) --alias:iconv-lite=node:util provisioner/faults/main.ts --outfile=out/engine-faults

test test-vm: engine-faults

clean: ## remove what was built; the cache in GROUNDSTATE_CACHE stays
	rm -rf out
