# What each command does: docs/architecture.md, "The commands".
PYTHON ?= python3
PORT ?= 8080
export PORT KIOSK STACK FAULT_PARTS FAULT_SECONDS

IN := .venv/bin/
# What an operator's machine runs needs Docker and Python, and nothing to be set up.
OPERATE := PYTHONPATH=operations/src $(PYTHON) -m operations
FAULTS := operations/compose_tests/test_faults.py

.PHONY: help demo run test bench calibrate-faces rotate-face-key lint format setup tools lock secrets person backup restore upgrade rotate test-compose test-faults
help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: ## make the checkout ready; every other command does it first
	@$(PYTHON) scripts/setup.py

tools: ## Debian's programs that the tests run, where they are missing
	@$(PYTHON) scripts/setup.py tools

demo: setup ## play the boarding scenario on the whole stack, with pictures in out/demo; STACK=compose: in containers
	@$(IN)python -m standalone demo

run: setup ## the whole stack with the kiosk, until Ctrl-C (PORT=8080, KIOSK=off)
	@$(IN)python -m standalone run

test: setup tools ## every test
	@$(IN)pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: setup ## the benchmarks, into out/bench/report.json
	@$(IN)python -m standalone bench

calibrate-faces: setup ## how well faces are told apart: DATA=folder, or GALLERY=folder PROBES=folder
	@$(IN)python -m face_server.calibration $(if $(DATA),--data $(DATA)) $(if $(GALLERY),--gallery $(GALLERY)) $(if $(PROBES),--probes $(PROBES)) $(if $(FACE_ENGINE),--engine $(FACE_ENGINE))

rotate-face-key: setup ## a new key for the faces of the stack on PORT, which must be stopped
	@$(IN)python -m standalone rotate-face-key

lint: setup tools ## ruff, pyright, import-linter, locks, nginx and gixy
	@$(IN)ruff check
	@$(IN)ruff format --check
	@$(IN)pyright
	@$(IN)lint-imports
	@$(PYTHON) scripts/setup.py check-locks
	@$(IN)python -m operations.gateway

secrets: ## what the Compose stack's parts know one another by, into ./secrets; what is there stays
	@$(OPERATE) secrets

person: ## somebody who works on the train, at Keycloak: ROLE=store_staff|security NAME=… STORE=id FIRST=… LAST=…
	@$(OPERATE) person --role "$(ROLE)" --name "$(NAME)" $(if $(FIRST),--first "$(FIRST)") $(if $(LAST),--last "$(LAST)") $(if $(STORE),--store $(STORE))

backup: ## all databases and vectors of the running stack at one moment, into backups/ (TO=folder)
	@$(OPERATE) backup $(if $(TO),--to "$(TO)")

restore: ## a backup's stack where there is none: FROM=folder; FORCE=yes: in place of what is there
	@$(OPERATE) restore --from "$(FROM)" $(if $(filter yes,$(FORCE)),--force)

upgrade: ## new images, one replica after the other, while the others serve
	@$(OPERATE) upgrade

rotate: ## change a secret while everything runs: SECRET=name
	@$(OPERATE) rotate --secret "$(SECRET)"

test-compose: setup ## the Compose stack: a passenger's journey, the gateway's edge, its care
	@$(IN)pytest operations/compose_tests $(addprefix --ignore=,$(FAULTS))

test-faults: setup ## each part of the Compose stack killed under load, into docs/guides/faults.md; FAULT_PARTS= FAULT_SECONDS=
	@$(IN)pytest $(FAULTS)

format: setup ## mend what ruff can mend
	@$(IN)ruff check --fix
	@$(IN)ruff format

lock: ## lock every module again, after a change of dependencies
	@$(PYTHON) scripts/setup.py lock
