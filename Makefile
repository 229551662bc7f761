# SPDX-License-Identifier: MIT
.PHONY: setup build test test-release demo release bench lint format clean

setup:
	./scripts/setup

build:
	./scripts/setup build
	swift build

test: setup
	swift build --build-tests $(TEST_OPTIONS)
# What starts programs runs apart: Swift Testing begins every test at once, and on two cores the thousands of pure ones
# would keep the others' clients waiting past the program's own patience.
	swift test --skip-build $(TEST_OPTIONS) --skip '^(IntegrationTests|SandboxTests)\.'
	swift test --skip-build $(TEST_OPTIONS) --filter '^(IntegrationTests|SandboxTests)\.'

# What the optimizer makes of the program, with the same tests.
test-release: release
	TESTED_PROGRAMS=.build/release swift test --skip-build --filter '^IntegrationTests\.'

# The program and the sandbox, and nothing that only tests need.
demo:
	./scripts/setup demo
	swift build --product render-sync
	swift build --product render-sync-sandbox
	./scripts/demo

# As it is shipped: small, quick to start, with only the C library left to link at run time.
release:
	./scripts/setup build
	./scripts/release render-sync

# What it needs besides is in Benchmarks/README.md.
bench: setup release
	./scripts/release render-sync-sandbox
	Benchmarks/run

lint:
	swift format lint --strict --recursive Sources Tests Fuzz Package.swift

format:
	swift format --in-place --recursive Sources Tests Fuzz Package.swift

clean:
	rm -rf .build .build-*
