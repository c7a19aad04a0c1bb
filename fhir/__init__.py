"""Reading and writing FHIR: sources, store, search, chart. Knows no models, agents or sign-off.

Import from its modules (`from chartside.fhir.chart import Chart`). This file imports nothing before
the guard: `fhir.resources` owns the top-level name `fhir`, which this folder would hide whenever
the repository root is on `sys.path`.
"""

if __name__ == "fhir":  # found as top-level `fhir` because the repository root is on sys.path
    from pkgutil import extend_path

    __path__ = extend_path(__path__, __name__)
