# Everything a fresh machine needs: Python 3.11 or newer, make and the package registries.

PYTHON := .venv/bin/python
JOBS ?= 2
# Folders and files that exist today; later ones join by themselves.
CODE := $(wildcard platform tests scripts bench verify config.py wsgi.py)
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)
PYTEST := $(PYTHON) -m pytest -n $(JOBS) --dist worksteal --durations=15 --durations-min=5
# Without compiled files every process reads all libraries anew, which costs seconds each.
unexport VIRTUAL_ENV PYTHONHOME PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check style types floors schema templates catalogues seed bench prove setup \
    catalogue feature requirements clean bench-counting bench-opinions bench-votes oracles mutants

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; \
	    do printf '  make %-15s %s\n' "$$name" "$$text"; done

run: .venv/.runtime $(COMPILED) ## Start the application with the demo: http://127.0.0.1:8000 (PORT=)
	@exec $(PYTHON) scripts/run.py

test: setup ## Run all tests on SQLite, then those of the database on PostgreSQL (T= selects)
	@$(PYTHON) scripts/browser.py
	$(PYTEST) -m "not proof" $(T)
	$(PYTEST) -m "database and not proof" --database=postgresql --ignore=tests/browser $(T) \
	    || [ $$? -eq 5 ]  # 5: the selection holds no test with a database

check: style types floors schema templates catalogues ## All checks below (make -k goes on after one)

style: setup ## Ruff: faults and formatting
	$(PYTHON) -m ruff check $(CODE)
	$(PYTHON) -m ruff format --check $(CODE)

types: setup ## mypy, strict
	$(PYTHON) -m mypy $(CODE)

floors: setup ## import-linter: a package imports only downwards
	PYTHONPATH=platform $(PYTHON) -c "from importlinter.cli import lint_imports_command as run; run()"

schema: setup ## The migrations equal the models
	$(PYTHON) scripts/schema.py

templates: setup ## Templates compile, use their imports, hold no inline script or style
	$(PYTHON) scripts/templates.py

catalogues: setup ## Both catalogues are complete
	$(PYTHON) scripts/catalogues.py check
	$(PYTHON) scripts/roles.py check

seed: .venv/.runtime $(COMPILED) ## Migrate the database and load the demo town, without starting anything
	@DEMO=1 $(PYTHON) scripts/run.py prepare

bench: setup ## Measure the pages; one JSON line per figure
	PYTHONPATH=platform $(PYTHON) -m bench

bench-counting: setup .venv-oracles/.ready ## Measure the counts beside other people's code
	PYTHONPATH=platform $(PYTHON) -m bench.counting

bench-opinions: setup .venv-oracles/.ready ## Measure opinion maps beside red-dwarf
	PYTHONPATH=platform $(PYTHON) -m bench.opinions

bench-votes: setup ## Measure casting, verifying and recounting votes
	PYTHONPATH=platform $(PYTHON) -m bench.votes

oracles: setup .venv-oracles/.ready ## Second implementations agree on random elections
	PYTHONPATH=platform $(PYTHON) -m bench.agreement

mutants: setup ## Change the counting code in 400 places: do the tests notice? (SEED= NUMBER=)
	PYTHONPATH=.:platform $(PYTHON) scripts/mutants.py --jobs $(JOBS) \
	    $(if $(SEED),--seed $(SEED)) $(if $(NUMBER),--number $(NUMBER))

.venv-oracles/.ready: bench/oracles.txt
	@{ python3 -m venv .venv-oracles \
	    && .venv-oracles/bin/python -m pip install --quiet --requirement bench/oracles.txt \
	    && touch $@; } || { echo "The oracles' environment (.venv-oracles) cannot be made:" \
	    "bench/oracles.txt did not install." >&2; exit 1; }

prove: setup ## Run the long proofs on both databases and print their figures (an hour on 2 cores)
	$(PYTEST) -m "database and not proof" --database=postgresql --all-pages \
	    --ignore=tests/browser $(T) || [ $$? -eq 5 ]
	$(PYTEST) -m "not proof" --all-pages tests/house/test_bad_input.py
	$(PYTEST) -p tests.proofs.figures -m proof $(T)
	$(PYTEST) -p tests.proofs.figures -m "proof and database" --database=postgresql $(T) \
	    || [ $$? -eq 5 ]  # 5: the selection holds none with a database

setup: .venv/.development $(COMPILED) ## Set up .venv and compile the catalogues

catalogue: setup ## Bring the catalogues in line with the source and say what lacks English
	$(PYTHON) scripts/catalogues.py update
	$(PYTHON) scripts/catalogues.py missing

roles: setup ## Write docs/roles-and-rules.md and docs/routes.md from rules' tables and routes
	$(PYTHON) scripts/roles.py

feature: setup ## Scaffold a package: make feature NAME=surveys
	$(PYTHON) scripts/feature.py $(NAME)

requirements: ## Write the hashed requirement files from uv.lock (needs uv)
	uv export --frozen --quiet --no-header --no-dev --output-file requirements.txt
	uv export --frozen --quiet --no-header --output-file requirements-dev.txt

clean: ## Remove the environment and all caches, never instance/
	rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find platform tests scripts translations verify \
	    \( -name __pycache__ -o -path '*/static/*.gz' -o -path '*/static/*.br' -o -name '*.mo' \) \
	    -prune -exec rm -rf {} +

.venv/.runtime: uv.lock requirements.txt
	@sh scripts/setup.sh runtime

.venv/.development: uv.lock requirements-dev.txt
	@sh scripts/setup.sh development

%.mo: %.po | .venv/.runtime
	@$(PYTHON) scripts/catalogues.py compile
