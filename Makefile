# SPDX-License-Identifier: MIT
.PHONY: setup build test demo lint format clean

setup:
	./scripts/setup

build: setup
	swift build

test: setup
	swift build --build-tests
	swift test

demo: build
	./scripts/demo

lint:
	swift format lint --strict --recursive Sources Tests Package.swift

format:
	swift format --in-place --recursive Sources Tests Package.swift

clean:
	rm -rf .build
