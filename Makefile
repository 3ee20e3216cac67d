# hepaflow: `make` lists the targets. Only Python 3.11 or newer, make and git must be installed.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PARALLEL := --numprocesses=logical --dist=worksteal
export PYTHONPATH :=
export PYTHONWARNINGS :=
# byte code is kept, else half of the time that collecting the tests takes is compiling
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup demo local invoke user daily fast test check certainty night console-test console-tour format lint types api-changes coverage bench guard bench-pages bench-scores bench-site fuzz variants fuzz-api build deploy-check restore-check notify set-back security sbom engine engine-test wheel docs examples snapshot golden lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready ## make the virtual environment, every package pinned by hash

$(VENV)/.ready: requirements/dev.txt requirements/uv.txt scripts/install.sh pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "hepaflow needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	scripts/install.sh $(PYTHON) $(VENV) requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## seven centers' files and a generated trial through the whole stack on this machine: upload, check, convert, decide, scores beside the truth
	@PYTHONPATH=infra:functions $(BIN)/python -m local.demo

local: setup ## run the whole stack on this machine until Ctrl-C: prints address, tokens, commands (PORT=8080 STUDY=DEMO; DEMO=1 loads the demo's two studies)
	@$(PYTHON) scripts/fetch_engine.py || echo "The web pages cannot check files on this computer." >&2
	@PYTHONPATH=infra:functions $(BIN)/python -m local.serve --port $(or $(PORT),8080) --study $(or $(STUDY),DEMO) $(if $(DEMO),--demo)

user: setup ## make a user with groups on this machine, or invite him by mail on AWS: EMAIL=a@b.org GROUP="S1/monitor S1/center-C1" [AT=… or POOL=… TABLE=… ACTOR=…]
ifdef POOL
	@$(BIN)/python -m hepaflow.aws.users "$(POOL)" "$(TABLE)" --actor "$(ACTOR)" invite "$(EMAIL)" $(GROUP)
else
	@PYTHONPATH=infra $(BIN)/python -m local.sign_in.users "$(EMAIL)" $(GROUP) $(if $(AT),--at $(AT))
endif

invoke: setup ## run one function on this machine with a sample event: FUNCTION=IngestFunction EVENT=events/ingest/new-file.json
	@PYTHONPATH=infra:functions:. $(BIN)/python -m scripts.invoke "$(FUNCTION)" "$(EVENT)"

daily: ## run the daily tasks of the stack on this machine once: [AT=http://127.0.0.1:8080]
	@curl --silent --show-error --fail --request POST $(or $(AT),http://127.0.0.1:8080)/_daily

test: setup ## run all tests on every core (ARGS="…" goes to pytest)
	$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

fast: format lint types ## run format, lint, types, unit tests and property tests with few examples: within a minute, while you work
	$(BIN)/python -m pytest $(PARALLEL) --tier=fast $(ARGS)

check: format lint types api-changes coverage console-test guard engine-test ## run all checks of CI: format, lint, types, import rules, API changes, tests, coverage, web pages, ratios of CPU time, files read under Pyodide

night: setup ## run for hours at random: property tests with many examples, damaged inputs, calls to the HTTP API
	$(BIN)/python -m pytest $(PARALLEL) --tier=night $(ARGS)
	$(MAKE) fuzz fuzz-api

CERTAINTY := change_certainty grade_certainty injury_certainty safety_certainty score_certainty score_change_certainty visit_days score_pairing score_timelines
certainty: setup ## compare certain answers with enumerations over more than 20,000 generated timelines; the statistics count them
	$(BIN)/python -m pytest $(PARALLEL) --tier=certainty --hypothesis-show-statistics $(CERTAINTY:%=tests/property/test_%.py) $(ARGS)

# Playwright has an environment of its own; Chromium is that of the system
.venv-browser/.ready: requirements/browser.txt requirements/uv.txt scripts/install.sh
	scripts/install.sh $(PYTHON) $(@D) $<
	@touch $@

console-test: setup engine .venv-browser/.ready ## use the web pages and sign-in with a real Chromium; installs it on Debian, as root
	@command -v chromium >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } || \
		{ echo "install Chromium, so that there is a command chromium"; exit 1; }
	$(BIN)/python -m pytest tests/browser --browser $(ARGS)

console-tour: setup engine .venv-browser/.ready ## go through the web pages with Chromium, and write docs/console.md with pictures of each step
	$(BIN)/python -m pytest tests/browser/test_tour.py --browser --tour

NODE = command -v $(1) >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(2); } || \
		{ echo "install Node.js 18 or newer with npm, so that there is a command $(1)"; exit 1; }

engine: ## fetch what checks files in the browser: Pyodide from npm, wheels from PyPI, each held against its hash; installs npm on Debian, as root
	@$(call NODE,npm,npm)
	@$(PYTHON) scripts/fetch_engine.py

engine-test: setup engine ## read the example files under Pyodide in Node.js, and compare with Python; installs Node.js on Debian, as root
	@$(call NODE,node,nodejs)
	$(BIN)/python -m pytest tests/engine --engine

format: setup
	$(BIN)/ruff format --check .

lint: setup
	$(BIN)/ruff check .
	PYTHONPATH=shared:functions $(BIN)/lint-imports
	@$(BIN)/python scripts/licences.py >/dev/null || { $(BIN)/python scripts/licences.py; exit 1; }

types: setup
	$(BIN)/mypy

api-changes: setup ## list the breaking changes of the HTTP API since a commit (BASE=HEAD~1)
	@$(BIN)/python -m scripts.openapi_changes --base $(or $(BASE),HEAD~1)

coverage: setup
	$(BIN)/python -m pytest $(PARALLEL) --cov --cov-report=
	$(BIN)/coverage report --include='*/hepaflow/domain/*' --fail-under=100 --skip-covered
	$(BIN)/coverage report --include='*/hepaflow/pipeline/*' --fail-under=95 --skip-covered
	$(BIN)/coverage report --include='*/hepaflow/readers/*' --fail-under=95 --skip-covered

bench: setup .venv-bench/.ready ## measure files from delivery to effect, and reading, beside what others take; writes docs/benchmarks.md (a quarter of an hour; QUICK=1: two minutes, only prints)
	PYTHONPATH=shared:infra .venv-bench/bin/python tests/benchmarks/bench_road.py $(if $(QUICK),--rows 20000 --sizes 20000 --rounds 1,--write)
ifndef QUICK
	$(BIN)/python -m scripts.scaling
	PYTHONPATH=shared $(BIN)/python tests/benchmarks/bench_history.py
	PYTHONPATH=shared .venv-bench/bin/python tests/benchmarks/bench_formats.py
	POWERTOOLS_LOG_LEVEL=CRITICAL $(BIN)/python tests/benchmarks/bench_api.py
	$(BIN)/python tests/benchmarks/bench_cold_start.py
endif

guard: setup ## hold ratios of CPU time: the whole road beside reading, later files beside the first (half a minute)
	PYTHONPATH=infra $(BIN)/python tests/benchmarks/guard.py

bench-pages: setup .venv-ministack/.ready ## measure pages of results on 10,000 panels in ministack: requests, bytes, seconds (takes minutes)
	POWERTOOLS_LOG_LEVEL=CRITICAL $(BIN)/python tests/benchmarks/bench_results_page.py

bench-scores: setup ## measure the CPU of the scores of a subject with 40 visits, and of all answers about subjects with 20 visits
	$(BIN)/python tests/benchmarks/bench_scores.py
	$(BIN)/python tests/benchmarks/bench_answers.py

bench-site: setup engine .venv-browser/.ready ## measure the web pages on a quiet machine: bytes, first paint, start of the engine cold and warm, files of 600 and 50,000 rows (two minutes)
	@$(call NODE,node,nodejs)
	PYTHONPATH=shared:infra:functions $(BIN)/python tests/benchmarks/bench_site.py

fuzz: setup ## give each reader 100,000 damaged inputs; it must return results or refuse, in time and memory (COUNT=100000 READER=hl7v2|fhir|cdisc|json|delimited|workbook|archive)
	$(BIN)/python tests/fuzz --count $(or $(COUNT),100000) $(if $(READER),--reader $(READER))

variants: setup ## draft profiles of made files in many forms, and count the right ones (FROM=1 COUNT=100 TRAPPED=1, or SHOW=seed)
	@$(BIN)/python tests/variants --from $(or $(FROM),1) --count $(or $(COUNT),100) $(if $(TRAPPED),--trapped) $(if $(SHOW),--show $(SHOW))

fuzz-api: setup ## send thousands of valid and invalid calls to the HTTP API on this machine (EXAMPLES=100 SEED=1)
	@PYTHONPATH=infra:functions $(BIN)/python tests/fuzz_api --examples $(or $(EXAMPLES),100) --seed $(or $(SEED),1)

# The version of the Lambda runtime in template.yaml, which `sam build` and ministack run on: a real interpreter, since
# sam does not take pyenv's stand-ins for one.
PYTHON313 = $(shell for candidate in python3.13 "$$(pyenv root 2>/dev/null)"/versions/3.13*/bin/python .venv-3.13/bin/python; do \
	"$$candidate" -c 'import os, sys; sys.exit(sys.version_info[:2] != (3, 13) or print(os.path.realpath(sys.executable)))' 2>/dev/null && break; done)
SAM := SAM_CLI_TELEMETRY=0 PATH="$(CURDIR)/.venv-sam/bin:$$PATH" .venv-sam/bin/sam

.venv-%/.ready: requirements/%.txt requirements/uv.txt scripts/install.sh
	@test -n "$(PYTHON313)" || { echo "Python 3.13, the runtime of the functions, is not on this machine"; exit 1; }
	scripts/install.sh $(PYTHON313) $(@D) $<
	@touch $@

# the regions that docs/operations.md names; those in China have no user pools
REGIONS := eu-central-1 eu-west-1 eu-north-1 us-east-1 us-west-2 ap-northeast-1 ap-southeast-1
REGIONS_IN_CHINA := cn-north-1 cn-northwest-1

build: .venv-sam/.ready engine ## check the templates and build the functions and the layer of template.yaml for `sam deploy`
	$(SAM) validate --lint
	.venv-sam/bin/cfn-lint template.yaml infra/upload-role.yaml --regions $(REGIONS) $(REGIONS_IN_CHINA)
	.venv-sam/bin/cfn-lint infra/users.yaml --regions $(REGIONS)
	.venv-sam/bin/cfn-lint --regions cn-north-1 cn-northwest-1 -- template.yaml infra/upload-role.yaml
	PYTHONPATH=infra $(PYTHON313) -m site_build.build
	$(SAM) build
	@du -sm .aws-sam/build/SharedLayer | awk '{print "the layer takes " $$1 " MB unzipped"}'

# entropy and the word "password" are not looked for: hashes of files and tests of sign-in are what the project is full of
SECRETS := .venv-security/bin/detect-secrets-hook --no-verify --exclude-secrets '^[A-Z0-9]+EXAMPLE$$' \
	$(addprefix --disable-plugin ,HexHighEntropyString Base64HighEntropyString KeywordDetector)

# B310: ruff reports it as S310, and each place says why its address is trusted
security: setup sbom .venv-security/.ready ## look for dangerous code, secrets, and settings of AWS that are known to be dangerous
	.venv-security/bin/bandit --quiet --recursive --severity-level medium --skip B310 shared/hepaflow functions infra scripts
	git ls-files -z | xargs -0 $(SECRETS)
	PYTHONPATH=shared:infra $(BIN)/python scripts/merged_template.py >build/template.json
	.venv-security/bin/checkov --file build/template.json --framework cloudformation --config-file .checkov.yaml --compact --quiet --skip-download

sbom: setup .venv-security/.ready ## list what is deployed: build/sbom.json (CycloneDX), build/licences.txt
	@mkdir -p build
	.venv-security/bin/cyclonedx-py requirements shared/requirements.txt --of JSON --output-reproducible -o build/sbom.json
	$(BIN)/python scripts/licences.py >build/licences.txt

deploy-check: setup build .venv-ministack/.ready ## deploy into ministack (an AWS emulator on this machine), send a file, run the contract tests
	@PYTHONPATH=shared:infra $(BIN)/python -m local.deployed.deploy_check

restore-check: setup build .venv-ministack/.ready ## rehearse in ministack the restore, the tear-down and the rollback of docs/operations.md
	@PYTHONPATH=shared:infra $(BIN)/python -m local.deployed.restore_check

notify: setup ## let an existing intake notify a stack's queue, also of files that lie there (BUCKET=… QUEUE_URL=…)
	@PYTHONPATH=shared:infra $(BIN)/python -m local.deployed.come_back notify "$(BUCKET)" "$(QUEUE_URL)"

set-back: setup ## give each object of a versioned bucket the content that it had at a time (BUCKET=… UNTIL=2026-11-30T08:00:00Z)
	@PYTHONPATH=shared:infra $(BIN)/python -m local.deployed.come_back set-back "$(BUCKET)" "$(UNTIL)"

wheel: setup ## build the wheel, install it in an empty environment, and check a file with it there
	scripts/try_wheel.sh

docs: setup ## regenerate the generated documents: issue codes, schemas, HTTP API, scaling
	$(BIN)/python scripts/build_issue_docs.py
	$(BIN)/python scripts/build_profile_schema.py
	$(BIN)/python scripts/build_study_schema.py
	$(BIN)/python scripts/build_openapi.py
	$(BIN)/python -m scripts.scaling

examples: setup ## regenerate the example files
	$(BIN)/python scripts/build_examples.py

snapshot: setup ## record what this version stores and answers, once for each release: NAME=0.2.0
	@PYTHONPATH=shared:infra:functions $(BIN)/python tests/snapshots $(NAME)

golden: setup ## regenerate tests/golden and the help of the command line after an intended change
	$(BIN)/python -m scripts.build_golden
	$(BIN)/python -m scripts.build_pictures
	$(BIN)/python -m scripts.build_help

lock: setup ## regenerate the pinned dependencies, with hashes
	scripts/lock.sh

clean: ## remove environments, builds and caches
	rm -rf .venv .venv-* .aws-sam build dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
