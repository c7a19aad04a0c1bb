"""Rules that a reviewer would otherwise have to repeat."""

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import chartside
from chartside import errors

ROOMS = ("agent", "evals", "fhir", "grounding", "models", "prompts", "sidebar", "signoff", "tools")
LONGEST_MODULE = 300

# The public surface. A name added or removed here is a line in CHANGELOG.md.
PUBLIC = [
    "Assistant",
    "Chart",
    "ChartsideError",
    "Citation",
    "Draft",
    "Entry",
    "Finding",
    "Found",
    "Proposal",
    "RecordSource",
    "RecordStore",
    "Section",
    "Settings",
    "Severity",
    "Signed",
    "Statement",
    "Status",
    "Verdict",
    "build_graph",
    "ingest",
    "open_record",
]


def modules(root: Path) -> Iterator[Path]:
    """Every shipped Python file, each once."""
    for folder in (*ROOMS, "src/chartside"):
        for path in sorted((root / folder).rglob("*.py")):
            if "__pycache__" not in path.parts and not any(p.is_symlink() for p in path.parents):
                yield path


def every_error(
    kind: type[errors.ChartsideError] = errors.ChartsideError,
) -> Iterator[type[errors.ChartsideError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from every_error(child)


def import_everything() -> None:
    """So that errors defined elsewhere are subclasses that can be seen."""
    for found in pkgutil.walk_packages(chartside.__path__, "chartside."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)


def tracked(root: Path) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [root / line for line in listed.stdout.splitlines() if (root / line).is_file()]


def test_the_public_surface_changes_only_on_purpose() -> None:
    assert sorted(chartside.__all__) == sorted(PUBLIC)
    assert list(chartside.__all__) == sorted(chartside.__all__)


def test_every_public_name_is_there() -> None:
    for name in chartside.__all__:
        assert getattr(chartside, name) is not None


def test_importing_the_package_brings_neither_the_graph_nor_the_validator() -> None:
    probe = "import sys, chartside; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert "chartside" in done.stdout.split()
    assert {"langgraph", "fhir.resources", "pint", "typer"} & set(done.stdout.split()) == set()


def test_every_error_has_a_code_of_its_own() -> None:
    import_everything()
    codes = [kind.code for kind in every_error()]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


def test_every_error_code_is_an_anchor_of_the_documentation(root: Path) -> None:
    import_everything()
    page = (root / "docs" / "errors.md").read_text(encoding="utf-8")
    assert {kind.code for kind in every_error()} == set(
        re.findall(r"^### .*\{ ?#([a-z-]+) ?\}$", page, re.MULTILINE)
    )


def test_the_documentation_gives_each_error_the_exit_status_it_has(root: Path) -> None:
    import_everything()
    page = (root / "docs" / "errors.md").read_text(encoding="utf-8")
    for kind in every_error():
        section = page.split(f"{{ #{kind.code} }}", 1)[1].split("\n### ", 1)[0]
        assert f"Exit status {kind.exit_status}." in section, kind.code


def test_errors_are_defined_in_one_place() -> None:
    import_everything()
    assert {kind.__module__.rpartition(".")[0] for kind in every_error()} == {"chartside.errors"}
    assert {kind.__name__ for kind in every_error()} == set(errors.__all__)


def test_every_room_says_in_its_docstring_what_it_is(root: Path) -> None:
    for room in ROOMS:
        said = ast.get_docstring(
            ast.parse((root / room / "__init__.py").read_text(encoding="utf-8"))
        )
        assert said, room
        assert re.search(r"\bknows?\b", said.split("\n\n", maxsplit=1)[0], re.IGNORECASE), (
            f"{room} does not say what it does not know"
        )


def test_no_module_is_longer_than_one_idea(root: Path) -> None:
    long = {
        str(p.relative_to(root)): n
        for p in modules(root)
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert long == {}


def test_no_module_is_a_drawer_for_leftovers(root: Path) -> None:
    drawers = {"utils", "util", "common", "helpers", "misc", "manager", "handler"}
    assert [p for p in modules(root) if p.stem in drawers] == []


def test_shipped_code_imports_at_the_top_and_prints_nothing(root: Path) -> None:
    for path in modules(root):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        prints = [
            n
            for n in ast.walk(tree)
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "print"
        ]
        assert not prints, path


def test_every_ignored_rule_carries_its_reason(root: Path) -> None:
    for path in modules(root):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            ignored = re.search(
                r"#\s*(noqa|type: ignore)\b(:\s*[A-Z0-9, ]+|\[[a-z-, ]+\])?(.*)", line
            )
            assert not ignored or (ignored[2] and len(ignored[3].strip(" -#")) > 5), (
                f"{path}:{number}"
            )


def test_every_tool_takes_an_open_chart_first_and_documents_every_other_argument(
    root: Path,
) -> None:
    import_everything()
    for path in sorted((root / "tools").glob("*.py")):
        module = (
            importlib.import_module(f"chartside.tools.{path.stem}")
            if path.stem != "__init__"
            else None
        )
        function = getattr(module, path.stem, None)
        if function is None or not inspect.iscoroutinefunction(inspect.unwrap(function)):
            continue
        names = list(inspect.signature(function).parameters)
        assert names[0] == "chart", path.stem
        said = inspect.getdoc(function) or ""
        assert [n for n in names[1:] if not re.search(rf"^\s*{n}: \S", said, re.MULTILINE)] == [], (
            path.stem
        )


def test_no_tracked_file_names_a_machine_or_a_registry(root: Path) -> None:
    # Written in pieces, so that this file does not name them either.
    odd = re.compile(
        "|".join(
            [
                r"/" + r"work/(main|shared|venv)",
                r"/" + r"root/",
                r"/" + r"home/\w+/",
                "registry" + r"\.npm",
                "pypi" + r"\.org",
                "deb" + r"\.debian",
            ]
        )
    )
    found = [
        f"{path.relative_to(root)}:{number}"
        for path in tracked(root)
        if not path.is_symlink()
        and path.suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ""}
        for number, line in enumerate(
            path.read_text(encoding="utf-8", errors="replace").splitlines(), 1
        )
        if odd.search(line)
    ]
    assert found == []


def test_no_record_is_kept_in_the_repository_outside_the_data_folders(root: Path) -> None:
    kept = [
        str(p.relative_to(root))
        for p in tracked(root)
        if re.search(r"\.(json|ndjson)(\.gz)?$", p.name)
    ]
    kept.remove("langgraph.json")  # the settings of LangGraph's server, which must be named so
    assert [k for k in kept if not k.startswith(("tests/data/", "examples/data/"))] == []
