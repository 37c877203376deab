# Everything a person types. Needs Python 3.11 or newer, and make.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python -m tessera
PORT ?= 8000
export PORT

.PHONY: demo demo-reset test test-postgres check lint clean

demo: $(VENV)/main
	TESSERA_DEMO=yes $(RUN) demo --port $(PORT)

demo-reset: $(VENV)/main
	TESSERA_DEMO=yes $(RUN) demo --reset --port $(PORT)

test: $(VENV)/dev lint
	tests/browser.sh
	tests/provider.sh
	$(VENV)/bin/pytest -n 2 --dist loadfile

test-postgres: $(VENV)/dev
	tests/postgres.sh $(VENV)/bin/pytest -n 2 --dist loadfile

lint: $(VENV)/dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/bandit --quiet --configfile pyproject.toml --recursive tessera 2>/dev/null
	TESSERA_DEMO=yes $(VENV)/bin/mypy $$(git ls-files 'tessera/lib/**.py' 'tessera/*/policy.py' 'tessera/*/queries.py' 'tessera/*/queries/*.py' 'tessera/*/services.py' 'tessera/synth/*.py' 'tessera/audit/*.py' 'tessera/access/sign_ins.py' 'tessera/access/time_limits.py' 'tessera/access/throttling.py' 'tessera/information/proving.py' 'tessera/history/*.py' 'tessera/overview/changed_queries.py' 'tessera/bench/*.py' 'tessera/commands/*.py' 'tessera/config/*.py' 'tessera/concerns/reporting.py' 'tessera/concerns/deciding.py' 'tessera/information/drafts.py' 'tessera/access/id_tokens.py' 'tessera/access/linking.py' 'tessera/access/many.py' 'tessera/access/outgoing.py' 'tessera/access/providers.py' 'tessera/information/many.py' 'tessera/entities/many.py' 'tessera/entities/filing.py' 'tessera/imports/columns.py' 'tessera/imports/reading.py' 'tessera/imports/staging.py' 'tessera/imports/taking.py' 'tessera/imports/together.py' 'tessera/imports/mending.py' 'tessera/information/searching.py' 'tessera/information/searching_versions.py' 'tessera/information/sanitising.py' 'tessera/search/finding.py' 'tessera/search/named.py' 'tessera/search/places.py' 'tessera/search/pointers.py' 'tessera/search/purposes.py' 'tessera/assessments/answering.py')
	TESSERA_DEMO=yes $(VENV)/bin/python -m django makemigrations --check --dry-run --settings tessera.config.settings

clean:
	rm -rf $(VENV) .tessera static

$(VENV)/main: requirements/main.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --require-hashes -r requirements/main.txt
	$(VENV)/bin/pip install --quiet --no-deps --editable .
	touch $@

$(VENV)/dev: requirements/dev.txt requirements/linkage.txt $(VENV)/main
	$(VENV)/bin/pip install --quiet --require-hashes -r requirements/dev.txt
	$(VENV)/bin/pip install --quiet --require-hashes -r requirements/linkage.txt
	touch $@
