"""The suite among the tests of an application: `pytest examples/own_suite`."""

pytest_plugins = ["chartside.evals.authoring.pytest_plugin"]
