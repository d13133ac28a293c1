# The tasks; what they do is in dev/ and in Maven.
.DEFAULT_GOAL := help
SHELL := /bin/sh

.PHONY: help
help: ## Print this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

.PHONY: setup
setup: ## Install what is missing (as root), or print the line that does
	@dev/setup

.PHONY: build
build: ## Build the jar and its start-up cache, where a source is newer
	@dev/build

.PHONY: run
run: setup ## Start the launcher and the server (as root); Ctrl-C ends both
	@dev/run

.PHONY: demo
demo: setup ## Show everything: server, portal, one run on a desktop, its files; Ctrl-C ends it all
	@dev/demo

.PHONY: try-model
try-model: ## One TASK for one MODEL on a desktop, asking the real vendor; needs a server with its key
	@MODEL="$(MODEL)" TASK="$(TASK)" dev/try-model

.PHONY: quick
quick: ## Before each commit: format, compile, unit tests, architecture, tidiness (under 2 minutes)
	@dev/mvn -q verify -Dtest.excluded.groups=check,full

.PHONY: check
check: setup ## What CI runs: quick, then real desktops, Chromium, Python (under 15 minutes)
	@dev/mvn verify
	@dev/mvn -q -pl server surefire:test -Dtest.groups=database -Dtest.database=postgres
	@dev/demo-check

.PHONY: full
full: setup ## Everything, whole: long corpora and floods too, but no soak
	@dev/mvn verify -Dtest.excluded.groups=soak

.PHONY: torture
torture: setup ## Kill everything again and again under load: is anything lost or done twice? (SEED=1 KILLS=100 NODES=1|3)
	@dev/mvn -q -pl sdk/java,server -am package -Dtest=TortureIT -Dtest.excluded.groups=none \
		-Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip \
		-Dtorture.seed=$(or $(SEED),1) -Dtorture.kills=$(or $(KILLS),100) \
		-Dtorture.nodes=$(or $(NODES),1)

.PHONY: soak
soak: setup ## Mixed load for long: do memory, files, threads, rooms, disk stay flat? (MINUTES=60, at least 3)
	@rm -f server/target/soak.md; dev/mvn -q -pl sdk/java,server -am package -Dtest=SoakIT \
		-Dtest.excluded.groups=none -Dsurefire.failIfNoSpecifiedTests=false \
		-Dspotless.check.skip -Dsoak.minutes=$(or $(MINUTES),60); \
		status=$$?; cat server/target/soak.md; exit $$status

.PHONY: bench
bench: setup ## Measure, and print the rows of docs/benchmarks.md (some minutes; as root)
	@dev/bench

.PHONY: fmt
fmt: ## Format the sources
	@dev/mvn -q spotless:apply
