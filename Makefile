# `make serve` and `make test` set up everything they need; the rest are their parts.
SHELL := /bin/bash
CACHE := $(or $(MTLS_WIZARD_CACHE),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/mtls-wizard)
# tools/bin first: its wasm-bindgen splits the app before it calls the real one.
export PATH := $(CURDIR)/tools/bin:$(CACHE)/tools/bin:$(CURDIR)/tools/node_modules/.bin:$(PATH):$(CACHE)/venv/bin
export CRD_DIR ?= $(abspath ../shared/crds)
PORT ?= 8080
# Tests of browsers and gateways wait a little now and then, so one more than there are processors keeps those busy.
export RUST_TEST_THREADS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

# Of the values that https://no-color.org allows, Trunk takes only this one.
ifeq ($(NO_COLOR),)
unexport NO_COLOR
else
override export NO_COLOR := true
endif

.PHONY: serve test build single-file reproduce lint bench setup-build setup-test clean

serve: build
	@echo "Serving dist/ on http://127.0.0.1:$(PORT)"
	python3 -m http.server --bind 127.0.0.1 --directory dist $(PORT)

# These flags are added to those of .cargo/config.toml.
build: setup-build
	CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$$(tools/remap.sh)" trunk build --release

# The whole app in one HTML file, for machines without a network. The build makes it in any case.
single-file: build
	@echo "dist/mtls-wizard.html runs by itself: copy it anywhere, and open it in a browser. Its SHA-256:"
	@grep mtls-wizard.html dist/SHA256SUMS

test: setup-test lint build
	@[ -d "$(CRD_DIR)" ] || echo "SKIPPED: what needs the CRDs, because CRD_DIR ($(CRD_DIR)) is no folder"
	cargo test --locked --workspace --no-fail-fast

# A second build, elsewhere, must give the same octets; that takes as long as the first.
reproduce: build
	tools/reproduce.sh

# Prints sizes and timings measured in Chromium; asserts nothing.
bench: setup-test build
	cargo run --locked --release -p mtls-wizard-e2e --bin bench

lint:
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	cargo clippy --locked --target wasm32-unknown-unknown --bin mtls-wizard -- -D warnings

setup-build:
	tools/setup.sh build

setup-test:
	tools/setup.sh test

clean:
	cargo clean
	rm -rf dist
