# make run [PORT=8000] [DEMO=0]     start the program: web server, worker and clock
# make test [FAST=1]                every check; FAST=1: those for a minute-long loop
# make format                       format code and templates
# make lock [UPGRADE=1]             resolve pyproject.toml into the two lock files
# make sbom                         write the packages that the program stands on to var/sbom.cdx.json (CycloneDX)
#
# PYTHON=python3.13 chooses the Python that .venv is made with.

.PHONY: run test format lock sbom
run test format lock sbom:
	@exec sh il2program/machine/python.sh -m il2program.machine $@
