# `make demo` and `make test` do their whole set-up themselves; docs/running.md tells more.

# The port and the folder of the demo's data: make demo PORT=8001 STATE=/tmp/other
export PORT ?= 8000
export STATE ?= .local
# off only for load tests of the demo: make demo RATE_LIMITS=off
export RATE_LIMITS ?= on

PYTHON := .venv/bin/python

.PHONY: demo test bench lint format translations vendor install-demo install-dev

demo: install-demo
	@DEMO_STOPS_WITH_MAKE=yes exec $(PYTHON) -m clinic.demo

# One part only: make test TESTS="tests/booking -k cancel"
test: install-dev
	@$(PYTHON) -m tests.chromium
	@exec $(PYTHON) -m $(if $(TESTS),pytest $(TESTS),tests)

# Less of everything: make bench BENCH=--quick; one part only: make bench BENCH=messages
bench: install-dev
	@exec $(PYTHON) -m bench $(BENCH)

lint: install-dev
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	DEBUG=on $(PYTHON) -m mypy .
	$(PYTHON) -c "from importlinter.cli import lint_imports_command as c; c()" --no-logo
	$(PYTHON) -m djlint --quiet --lint templates
	@# The models alone decide; nobody answers at that address.
	DEBUG=on DATABASE_POOL_SIZE=0 DATABASE_URL=postgresql://127.0.0.1:1/none \
	    $(PYTHON) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run --skip-checks

format: install-dev
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

# Brings locale/ up to date with what is marked for translation; says what wants one.
translations: install-dev
	DEBUG=on $(PYTHON) -m clinic.translations

# Refreshes static/vendor from the npm registry, at the versions that static/vendor/versions.json pins.
vendor: install-dev
	DEBUG=on $(PYTHON) manage.py refresh_vendor

install-demo install-dev: install-%:
	@python=$$(requirements/python) && exec "$$python" requirements/install.py $*
