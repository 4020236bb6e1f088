# Two commands on a fresh machine:  make demo  reads the example reports,  make test  passes all tests.
# `make test PIP_OPTIONS="--extra-index-url …"` takes packages from another index as well (say, one with CPU-only torch).

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

# The first interpreter that is new enough; override with PYTHON=…
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))) no-python-3.11-found)
VENV := .venv
BIN := $(VENV)/bin
PIP_OPTIONS ?=
PIP_INSTALL = $(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt $(PIP_OPTIONS)
CODE := reports models training service gouji.py
SOURCES := $(shell find reports models service training gouji.py -type f -not -name '*.pyc' 2>/dev/null)

.PHONY: help demo test lint pytest wheel evaluate corpus bench docs format clean

help:
	@echo "make demo      set up and read the example reports    安装并读取示例报告"
	@echo "make test      set up, lint, test, check the wheel    安装、检查、测试"
	@echo "make evaluate  score three systems side by side       评测"
	@echo "make corpus    write annotations/formats anew             重新生成各格式的语料"
	@echo "make bench     speed, latency, memory                 性能"
	@echo "make docs      write the references in docs/ anew     重新生成命令、接口、设置的说明"
	@echo "make format    format the code                        整理代码格式"
	@echo "make clean     remove the environment and caches      清理"

# Each stamp says: this much is installed, from these two files.
$(VENV)/.created:
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.serving: pyproject.toml constraints.txt | $(VENV)/.created
	$(PIP_INSTALL) --quiet --editable .
	touch $@

$(VENV)/.developing: pyproject.toml constraints.txt | $(VENV)/.created
	$(PIP_INSTALL) --quiet --editable '.[dev,ocr,train]'
	touch $@ $(VENV)/.serving

demo: $(VENV)/.serving
	$(BIN)/gouji read examples/*.txt

test: lint pytest wheel

lint: $(VENV)/.developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

pytest: $(VENV)/.developing
	$(BIN)/pytest -n logical

wheel: .cache/wheel-checked
.cache/wheel-checked: $(SOURCES) pyproject.toml constraints.txt README.md .ci/check-wheel | $(VENV)/.developing
	.ci/check-wheel $(BIN)/python
	mkdir -p $(@D) && touch $@

evaluate: $(VENV)/.developing
	$(BIN)/gouji evaluate
	$(BIN)/gouji evaluate --search

corpus: $(VENV)/.developing
	$(BIN)/python -m training.corpus annotations/formats

bench: $(VENV)/.developing
	$(BIN)/gouji bench

docs: $(VENV)/.serving
	for page in cli api settings; do \
		$(BIN)/python -m service.$${page}_reference > docs/$$page.md.new && mv docs/$$page.md.new docs/$$page.md; \
	done

format: $(VENV)/.developing
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
