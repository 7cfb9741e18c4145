# The two commands of the README, and the set-up that both begin with.

PYTHON ?= python3
# A Go tree of a supported release; installs one into .cache where there is none.
# Tests that read Go's own files look at GOROOT.
SETUP = PONTOON_GOROOT="$$($(PYTHON) xtask/setup.py)" && GOROOT="$$PONTOON_GOROOT" && export PONTOON_GOROOT GOROOT

.PHONY: demo test setup

# Builds the compiler, then compiles and runs a Go program that calls functions of its host.
demo:
	@$(SETUP) && cargo build --release --package pontoon && \
	set -x && target="$${CARGO_TARGET_DIR:-target}" && \
	"$$target/release/pontoon" build -o "$$target/thermostat.wasm" examples/thermostat/main.go && \
	"$$target/release/pontoon" inspect "$$target/thermostat.wasm" && \
	"$$target/release/pontoon" run -preload device=examples/thermostat/device.wat examples/thermostat/main.go

test:
	@$(SETUP) && cargo fmt --all --check && cargo lint && cargo test --workspace --all-targets

setup:
	@$(PYTHON) xtask/setup.py
