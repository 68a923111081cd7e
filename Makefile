# make          make the environment and the demo data set
# make test     the same environment, the test tools, and all tests
# make docs     the documentation as a site: site/index.html
# make validation the figures of docs/physics.md, drawn anew
# make py4dstem py4DSTEM in an environment of its own, and the demo's scans opened with it
# The other goals: environment, format, lint, schema, messages, lock, clean.
# Needs Python 3.11, 3.12 or 3.13 with venv: for others not all locked packages have wheels.

PYTHON ?= python3
CORES ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
VENV := .venv
BIN := $(VENV)/bin

# A stamp is named after its lock file's content: another lock installs, a touched one does not.
stamp = $(VENV)/.$(1)-$(firstword $(shell cksum < $(1)))
RUN := $(call stamp,requirements.txt)
TEST := $(call stamp,requirements-test.txt)
DOCS := $(call stamp,requirements-docs.txt)
# py4DSTEM asks for NumPy 1, so it cannot stand beside the rest.
OTHER := .venv-py4dstem
PY4DSTEM := $(OTHER)/.requirements-py4dstem.txt-$(firstword $(shell cksum < requirements-py4dstem.txt))

# One job, one core: Snakemake and pytest are the only ones that schedule.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
export NUMBA_NUM_THREADS := 1
# The project's files are UTF-8, whatever this machine's locale.
export PYTHONUTF8 := 1

.DELETE_ON_ERROR:
.PHONY: demo test docs validation py4dstem environment format lint schema messages lock clean

demo: $(RUN)
	$(BIN)/snakemake --cores $(CORES)

test: $(TEST)
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

docs: $(DOCS)
	$(BIN)/sphinx-build --quiet --fail-on-warning --fresh-env docs site

validation: $(TEST)
	$(BIN)/python tools/draw_validation.py

py4dstem: $(PY4DSTEM)
	$(OTHER)/bin/python tools/open_with_py4dstem.py $(or $(SCANS),$(wildcard results/demo/stem4d/*.emd))

environment: $(RUN)

format: $(TEST)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/snakefmt Snakefile rules

lint: $(TEST)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile rules
	$(BIN)/snakemake --lint

schema: $(TEST)
	$(BIN)/python tools/write_schema.py

messages: $(TEST)
	$(BIN)/python tools/write_messages.py

# The run's lock first: the tests' lock is made under it, so that both hold the same versions.
lock: $(TEST)
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) -c requirements.txt requirements-test.in -o requirements-test.txt
	$(COMPILE) -c requirements-test.txt requirements-docs.in -o requirements-docs.txt
	$(COMPILE) requirements-py4dstem.in -o requirements-py4dstem.txt

COMPILE := $(BIN)/uv pip compile --quiet --no-header --upgrade --generate-hashes \
	--universal --python-version 3.11

clean:
	rm -rf results .snakemake .pytest_cache .ruff_cache .hypothesis

# Another lock begins anew, so that nothing stays of what is no longer in it.
$(RUN):
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14) and \
	"Python 3.11, 3.12 or 3.13 is needed, for which all locked packages have wheels; this is " + \
	sys.version.split()[0] + ". Try: make PYTHON=python3.13")'
	@$(PYTHON) -c 'import venv, ensurepip' || \
	{ echo "The venv module is needed (on Debian and Ubuntu: apt install python3-venv)"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(call install,requirements.txt)

$(TEST): $(RUN)
	$(call install,requirements-test.txt)

$(DOCS): $(RUN)
	$(call install,requirements-docs.txt)

$(PY4DSTEM):
	$(PYTHON) -m venv --clear $(OTHER)
	@echo "Installing requirements-py4dstem.txt into $(OTHER)"
	@$(OTHER)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements-py4dstem.txt
	@touch $@

define install
@echo "Installing $(1) into $(VENV)"
@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
@touch $@
endef
