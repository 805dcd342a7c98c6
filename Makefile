# Two commands: `make demo` and `make test`. They need python3 (3.11 or later), pip, venv and make.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test test-fast torture mutations attack bench test-stripe lint lock clean

PYTHON ?= python3
PORT ?= 8000
# Several processes at once, as many as there are cores, each with databases of its own. One: WORKERS=
WORKERS ?= -n auto --maxprocesses 4 --dist worksteal
BIN := .venv/bin
LOCK := requirements/dev.txt
STAMP := .venv/.installed-$(shell cksum $(LOCK) 2>/dev/null | cut -d' ' -f1)

help:
	@echo "make demo [PORT=8000]     the whole product with a demo world; Ctrl-C stops it"
	@echo "make test [T=tests/...]   all tests, or those named"
	@echo "make test-fast            the rules of each app in a minute and a half, no browser"
	@echo "make torture [MINUTES=10] random people, moves and faults; the books must agree to the cent"
	@echo "make mutations            takes one guard away at a time; some test must notice"
	@echo "make attack [PLAY=word]   attacks on a demo world from outside; prints tries and breaches"
	@echo "make bench                speed as ratios, against raw SQL and against others"
	@echo "make test-stripe STRIPE_SECRET_KEY=sk_test_...   what we count on, asked of Stripe itself"
	@echo "make lint                 style, types, imports between the floors, templates, migrations"
	@echo "make lock                 the lock files anew from pyproject.toml"
	@echo "make clean                removes .venv, caches and the demo's data"

# The stamp carries the lock's checksum: nothing is installed twice, a new lock installs again.
# Where Debian's python3-venv is missing, venv cannot bring its own pip; the system's pip serves.
$(STAMP): $(LOCK)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv 2>/dev/null >&2 || $(PYTHON) -m venv --clear --without-pip .venv
	@echo "Installing what requirements/dev.txt pins (once; a minute or two) ..."
	@if $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		$(BIN)/python -m pip install --quiet --require-hashes --disable-pip-version-check -r $(LOCK); \
	else \
		$(PYTHON) -m pip --python $(BIN)/python install --quiet --require-hashes --disable-pip-version-check -r $(LOCK); \
	fi
	@rm -f .venv/.installed-*
	@touch $@

demo: $(STAMP)
	@exec $(BIN)/python manage.py demo --port $(PORT) --with-parent

test: $(STAMP)
	$(BIN)/python -m pytest $(WORKERS) $(T)

# Each app's rules, without a browser and without the files whose tests walk through everything.
FAST := $(addprefix tests/, \
	accounts/test_sign_up.py accounts/test_sanctions.py \
	connectors/test_files_people_have.py connectors/test_read_files.py connectors/test_small_cells.py \
	connectors/test_recognise_people_and_companies.py connectors/test_understand_titles.py \
	house/test_names_in_any_spelling.py house/test_repository.py house/test_start.py \
	introductions/test_database_keeps_the_rules.py introductions/test_guards_hold.py \
	introductions/test_name_another_price.py introductions/test_rubric.py \
	moderation/test_claim_a_case.py moderation/test_queue.py \
	payments/test_books_are_guarded.py payments/test_debts.py)

test-fast: $(STAMP)
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not browser" $(FAST)

# Fresh seeds for so many minutes; each is printed, and every violation with its seed (docs/proof.md).
torture: $(STAMP)
	TORTURE_MINUTES=$(or $(MINUTES),10) $(BIN)/python -m pytest -q -s -p no:logging -k as_long_as_one_likes tests/payments/test_torture.py

mutations: $(STAMP)
	$(BIN)/python -m tests.mutations

# A demo world of its own, attacked from outside; the last line says how many breaches there were.
attack: $(STAMP)
	@$(BIN)/python -m tests.attack $(PLAY)

# django-hordak, which we are measured against, has a Python of its own.
bench: $(STAMP)
	@test -x benchmarks/.venv/bin/python || $(PYTHON) -m venv benchmarks/.venv 2>/dev/null >&2 || $(PYTHON) -m venv --clear --without-pip benchmarks/.venv
	@$(PYTHON) -m pip --python benchmarks/.venv/bin/python install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	$(BIN)/python benchmarks/run.py

# Money is only ever pretended: a live key is refused, here and in the tests.
test-stripe: $(STAMP)
	@case "$(STRIPE_SECRET_KEY)" in \
	"") echo "Give a secret key of a Stripe Sandbox: make test-stripe STRIPE_SECRET_KEY=sk_test_... (docs/stripe.md)"; exit 2;; \
	sk_test_*) ;; \
	*) echo "Refused: only a key that begins with sk_test_ is used here, never a live one."; exit 2;; \
	esac
	@STRIPE_SECRET_KEY="$(STRIPE_SECRET_KEY)" CONTRACT_WITH_STRIPE=1 $(BIN)/python -m pytest tests/payments/test_contract.py

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	DEMO=true $(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint --quiet templates
	PYTHONWARNINGS=ignore $(BIN)/python -m tests.support.production makemigrations --check --dry-run
	$(BIN)/python -m tests.support.production check --deploy --fail-level WARNING

lock: $(STAMP)
	./requirements/lock

clean:
	@if test -d .sidedoor; then $(PYTHON) brokerage/embedded.py .sidedoor; fi
	rm -rf .venv benchmarks/.venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
