"""The package installs elsewhere and works there; its folders hide nobody's package."""

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOMS = ("agent", "evals", "fhir", "grounding", "models", "prompts", "sidebar", "signoff", "tools")
DATA = {".md", ".toml", ".html", ".typed", ".css", ".js"}


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command in a bare environment: nothing on the path but what the command itself brings."""
    kept = {
        k: v
        for k, v in os.environ.items()  # noqa: TID251 - handed on to a command, not read as settings
        if not k.startswith(("PYTHON", "CHARTSIDE", "VIRTUAL_ENV", "PYTEST"))
    }
    return subprocess.run(
        [str(c) for c in command],
        cwd=cwd,
        env={**kept, "TERM": "dumb", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def done(result: subprocess.CompletedProcess[str]) -> str:
    """What the command printed, after it is sure that it succeeded."""
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-4000:]
    return result.stdout


def tracked(root: Path) -> list[Path]:
    """Files that git tracks or would track; links stay links."""
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=root)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [root / line for line in listed.stdout.splitlines()]


def shipped(root: Path) -> set[str]:
    """Names that a wheel must hold: every module and data file of every room."""
    names = set()
    for path in tracked(root):
        if path.is_symlink() or not path.exists() or path.suffix not in {".py", *DATA}:
            continue
        inside = path.relative_to(root)
        if inside.parts[0] in ROOMS:
            names.add(f"chartside/{inside.as_posix()}")
        elif inside.parts[:2] == ("src", "chartside"):
            names.add(inside.relative_to("src").as_posix())
    return names


def new_environment(folder: Path) -> Path:
    """A fresh virtual environment; its `bin` folder."""
    venv.create(folder, with_pip=True)
    return folder / "bin"


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source archive, and the wheel built from that archive, not from the tree."""
    out = tmp_path_factory.mktemp("dist")
    done(run(sys.executable, "-m", "build", "--outdir", out, root, cwd=out))
    return out


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment with the wheel and its dependencies, elsewhere."""
    folder = tmp_path_factory.mktemp("elsewhere")
    binaries = new_environment(folder / "env")
    done(run(binaries / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder))
    return binaries


def test_each_room_is_a_relative_link_that_git_keeps_as_a_link(root: Path) -> None:
    listed = run("git", "ls-files", "--stage", "src/chartside", cwd=root)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    links = {
        line.split("/")[-1] for line in listed.stdout.splitlines() if line.startswith("120000 ")
    }
    assert links == set(ROOMS)
    for room in ROOMS:
        assert (root / "src" / "chartside" / room).readlink() == Path("../..") / room


@pytest.mark.slow
def test_the_wheel_built_through_the_source_archive_holds_every_module_and_data_file(
    root: Path, wheel: Path
) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    assert shipped(root) - held == set()
    assert {f"chartside/{room}/__init__.py" for room in ROOMS} <= held


@pytest.mark.slow
def test_the_wheel_holds_the_package_and_nothing_beside_it(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"chartside"}


@pytest.mark.slow
def test_the_source_archive_carries_the_licence(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        assert any(name.endswith("/LICENSE") for name in archive.getnames())


@pytest.mark.slow
def test_the_installed_wheel_runs_the_demo_elsewhere_to_an_unsigned_draft(
    elsewhere: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shown = done(
        run(elsewhere / "chartside", "demo", cwd=tmp_path, CHARTSIDE_HOME=str(home), HOME=str(home))
    )
    assert "UNSIGNED" in shown
    assert "chartside review sign" in shown
    listed = done(
        run(
            elsewhere / "chartside",
            "review",
            "list",
            "--json",
            cwd=tmp_path,
            CHARTSIDE_HOME=str(home),
        )
    )
    assert '"signed"' not in listed


@pytest.mark.slow
def test_the_core_installs_without_torch(elsewhere: Path, tmp_path: Path) -> None:
    held = done(
        run(elsewhere / "python", "-m", "pip", "list", "--format=freeze", cwd=tmp_path)
    ).lower()
    assert "\nlanggraph==" in held
    assert "\ntorch==" not in held
    assert "\ntransformers==" not in held


@pytest.mark.slow
def test_the_installed_wheel_carries_its_types(elsewhere: Path, tmp_path: Path) -> None:
    probe = (
        "import pathlib, chartside; print(pathlib.Path(chartside.__file__).with_name('py.typed'))"
    )
    marked = done(run(elsewhere / "python", "-c", probe, cwd=tmp_path)).strip()
    assert Path(marked).is_file()
    assert "site-packages" in marked


@pytest.mark.slow
def test_an_editable_install_sees_a_file_added_to_a_room_later(root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for path in tracked(root):
        target = copy / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink():
            target.symlink_to(path.readlink())
        elif path.exists():
            target.write_bytes(path.read_bytes())
    binaries = new_environment(tmp_path / "env")
    done(
        run(
            binaries / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--editable",
            copy,
            cwd=tmp_path,
        )
    )
    (copy / "models" / "later.py").write_text("ANSWER = 42\n", encoding="utf-8")
    command = "from chartside.models.later import ANSWER; print(ANSWER)"
    assert done(run(binaries / "python", "-c", command, cwd=tmp_path)).strip() == "42"


IMPORT = "import fhir.resources.R4B.patient as p; print(p.Patient.__name__)"


@pytest.mark.parametrize(
    "command",
    [
        ("-c", IMPORT),
        ("-m", "probe"),
        ("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_probe.py"),
    ],
)
def test_fhir_resources_is_found_with_the_repository_root_on_the_path(
    root: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "probe.py").write_text(IMPORT, encoding="utf-8")
    (tmp_path / "test_probe.py").write_text(f"def test_it():\n    {IMPORT}\n", encoding="utf-8")
    (tmp_path / "fhir").symlink_to(
        root / "fhir"
    )  # as `python` started in the root finds it: first on sys.path
    result = run(sys.executable, *command, cwd=tmp_path, PYTHONDONTWRITEBYTECODE="1")
    assert "Patient" in done(result) or "1 passed" in result.stdout


def test_fhir_resources_is_found_by_python_started_in_the_root_itself(root: Path) -> None:
    command = "import chartside.fhir, fhir, fhir.resources; print(len(list(fhir.__path__)))"
    assert done(run(sys.executable, "-c", command, cwd=root)).strip() == "2"


def test_a_file_at_the_root_shadows_no_library(root: Path) -> None:
    names = ",".join(ROOMS)
    command = f"import {names}; import langgraph, pydantic, typer, sqlite_utils"
    done(run(sys.executable, "-c", command, cwd=root))
