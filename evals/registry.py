"""What Inspect finds by the entry point `inspect_ai`: `inspect eval chartside/chart_questions`."""

from importlib import import_module

from chartside.evals.catalog import built_in

import_module("chartside.evals.authoring.tasks")  # `authored`, of a file named by -T file=

for _suite in built_in().values():
    import_module(_suite.task.partition(":")[0])  # Inspect's decorators tell it of the tasks
