# make demo [PORT=5000] [RESET=1] [DATA=folder]   the example portal on 127.0.0.1, and on the next port
#                                                 a stand in place of Госуслуги
# make test [TESTS="tests/x.py -k y"]             everything the tests need, ruff, mypy and the suite
# make bench [SECONDS=300] [ONLY="papers page"]   how fast it is: a table, bench/results.json, bench/results.svg
#            [MILLIONS=1]                         certificates in the region of bench/growth.py
# make test-versions                              the suite twice: the oldest versions that setup.cfg allows, and the newest
# make test-debian13 [KEEP=folder]                as root: `make demo` and `make test` in a Debian 13 made for it
# make screenshots                                the pictures in docs/images, taken anew
# make soak [TESTS="…"]                           the tests that have large numbers, or shares in `make test`: an hour;
#                                                 then ten million certificates: 12 minutes, 30 GB of disk, 12 of memory
# make lint, make clean
#
# PYTHON=python3.12 may be given to all of them; without it the first Python that is new enough is taken.
# VENV=folder puts the virtual environment there; CONSTRAINTS=file holds what is installed to the versions in a file.

.DEFAULT_GOAL := demo
.ONESHELL:
.SILENT:
.PHONY: demo test test-versions test-debian13 lint bench screenshots clean venv browser soak
SHELL := /bin/sh

PYTHON ?=
PORT ?= 5000
export PORT RESET DATA SECONDS ONLY MILLIONS KEEP
# the suite starts Python many times: without compiled files each of them reads the whole package anew
unexport PYTHONDONTWRITEBYTECODE
TESTS ?=
VENV ?= .venv
CONSTRAINTS ?=
# where tests have two numbers, a small one for `make test`, or try a share of all there is
SOAKED := tests/survival tests/processes tests/documents tests/certificates tests/security \
	tests/blueprints/common/test_permissions.py tests/blueprints/access/test_bad_input.py \
	tests/blueprints/programmes/test_navigator.py tests/blueprints/municipality/test_nonsense.py \
	tests/blueprints/application/test_bad_inputs.py
IN_VENV := $(VENV)/bin/python

# quietly COMMAND…: what it says is shown only when it fails.
# apt_install PACKAGE…: false where the user may not install packages.
define SHELL_FUNCTIONS
quietly() {
	log=$$(mktemp)
	if "$$@" >"$$log" 2>&1; then rm -f "$$log"; else cat "$$log" >&2; rm -f "$$log"; return 1; fi
}
apt_install() {
	[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
	export DEBIAN_FRONTEND=noninteractive
	set -- apt-get install -y --no-install-recommends "$$@"
	"$$@" >/dev/null 2>&1 || { quietly apt-get update && quietly "$$@"; }
}
endef

# Ruff and mypy both run, so that one call tells everything. Types are those of the newest versions: SQLAlchemy 2.1
# declares its own otherwise than 2.0, and the package cannot be clean with both.
define LINT
lint() {
	clean=yes
	$(IN_VENV) -m ruff check --quiet || clean=
	$(if $(CONSTRAINTS),,$(IN_VENV) -m mypy --no-error-summary || clean=)
	[ -n "$$clean" ]
}
endef

demo: $(VENV)/installed-demo
	PYTHONPATH=examples exec $(IN_VENV) -m school_portal

# Ruff and mypy run beside pytest and speak after it, if they have anything to say: pytest's closing line is the last one.
test: $(VENV)/installed-dev browser
	$(LINT)
	said=$$(mktemp)
	lint >"$$said" 2>&1 & linting=$$!
	$(IN_VENV) -m pytest -n auto --dist worksteal $(TESTS) && passed=0 || passed=$$?
	wait $$linting && linted=yes || linted=
	[ -n "$$linted" ] || { cat "$$said" >&2; echo "Ruff или mypy нашли ошибки: они выше." >&2; }
	rm -f "$$said"
	[ "$$passed" = 0 ] || exit $$passed
	[ -n "$$linted" ]

# The newest come anew, whatever .venv has. uv reads the lower bounds of setup.cfg; the tools of the tests stay the newest.
test-versions:
	$(SHELL_FUNCTIONS)
	$(MAKE) --no-print-directory VENV=.venv-oldest venv
	echo "Ищу самые старые разрешённые версии…"
	quietly .venv-oldest/bin/python -m pip install --disable-pip-version-check --no-input uv || exit
	quietly .venv-oldest/bin/python -m uv pip compile setup.cfg --extra postgresql --extra xlsx --extra gosuslugi --no-header --no-annotate \
		--resolution lowest-direct --output-file .venv-oldest/oldest.txt || exit
	cat .venv-oldest/oldest.txt
	$(MAKE) --no-print-directory test VENV=.venv-oldest CONSTRAINTS=.venv-oldest/oldest.txt || exit
	rm -rf .venv-newest
	exec $(MAKE) --no-print-directory test VENV=.venv-newest

test-debian13:
	exec tests/debian13.sh

# One after the other: each of them takes all processors. The region is measured only where no tests are named.
soak: $(VENV)/installed-dev
	$(SHELL_FUNCTIONS)
	command -v pgbouncer >/dev/null || apt_install pgbouncer || echo "Без пакета pgbouncer его тест пропущен." >&2
	SOAK=1 $(IN_VENV) -m pytest $(or $(TESTS),$(SOAKED)) || exit
	[ -n "$(TESTS)" ] || MILLIONS=10 exec $(IN_VENV) -m bench.growth

lint: $(VENV)/installed-dev
	$(LINT)
	lint

bench: $(VENV)/installed-bench
	$(IN_VENV) -m bench

screenshots: $(VENV)/installed-dev browser
	PYTHONPATH=.:examples $(IN_VENV) -m tests.browser.make_screenshots

clean:
	rm -rf .venv .venv-oldest .venv-newest build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/installed-demo: EXTRA := [xlsx,gosuslugi]
$(VENV)/installed-dev: EXTRA := [dev]
$(VENV)/installed-bench: EXTRA := [test,bench]
$(VENV)/installed-demo $(VENV)/installed-dev $(VENV)/installed-bench: setup.cfg | venv
	$(SHELL_FUNCTIONS)
	echo "Устанавливаю библиотеки, это займёт около минуты…"
	if ! quietly $(IN_VENV) -m pip install --disable-pip-version-check --no-input \
			--editable ".$(EXTRA)" $(CONSTRAINTS:%=--constraint %); then
		echo "Не получилось установить библиотеки: причина выше." >&2
		exit 1
	fi
	touch $@

# Made anew when its Python is gone or the folder has been moved: a venv keeps absolute paths.
venv:
	if [ "$$(cat $(VENV)/made-in 2>/dev/null)" = "$$PWD" ] && $(IN_VENV) -m pip --version >/dev/null 2>&1; then exit; fi
	$(SHELL_FUNCTIONS)
	python=
	for name in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11); do
		if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi
	done
	if [ -z "$$python" ]; then
		echo "Не найден Python 3.11 или новее. В Debian его ставит команда: sudo apt-get install python3 python3-venv" >&2
		exit 1
	fi
	if ! "$$python" -c 'import ensurepip, venv; ensurepip.version()' 2>/dev/null; then
		package=$$("$$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
		if ! apt_install "$$package"; then
			echo "Для Python не хватает пакета $$package. Его ставит команда: sudo apt-get install $$package" >&2
			exit 1
		fi
	fi
	quietly "$$python" -m venv --clear $(VENV) && echo "$$PWD" >$(VENV)/made-in

# Debian's headless shell opens a page in a third of the time that the whole browser takes; older Debians lack it.
# Playwright's own Node needs libatomic1, which a fresh Debian lacks.
browser: $(VENV)/installed-dev
	runs() { command -v "$$1" >/dev/null && $(IN_VENV) -m playwright --version >/dev/null 2>&1; }
	if runs chromium-headless-shell; then exit; fi
	$(SHELL_FUNCTIONS)
	if [ "$$(id -u)" = 0 ]; then echo "Устанавливаю Chromium для тестов в браузере…"; fi
	if apt_install chromium-headless-shell libatomic1 2>/dev/null || runs chromium; then exit; fi
	if ! apt_install chromium libatomic1; then
		echo "Тесты в браузере не запустить без двух пакетов. Их ставит команда: sudo apt-get install chromium libatomic1" >&2
	fi
