"""Who may import what: the table below held against the code, so that data keeps flowing one way."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path
    for path in [*sorted((ROOT / "positions").rglob("*.py")), ROOT / "dashboard.py"]
}

# Each module may import only modules that stand before it.
ORDER = [
    "positions",
    "positions.language",
    "positions.model",
    "positions.quotes",
    "positions.problems",
    "positions.timeline",
    "positions.grid",
    "positions.compare",
    "positions.kinds",
    "positions.changes",
    "positions.blocks",
    "positions.robustness",
    "positions.diff",
    "positions.census",
    "positions.evidence",
    "positions.check",
    "positions.shape",
    "positions.store",
    "positions.parameters",
    "positions.listing",
    "positions.search",
    "positions.phrases",
    "positions.words",
    "positions.marks",
    "positions.rows",
    "positions.findings",
    "positions.diff_rows",
    "positions.news",
    "positions.tables",
    "positions.meanings",
    "positions.export",
    "positions.columns",
    "positions.figures",
    "positions.pictures",
    "positions.bibliography",
    "positions.citing",
    "positions.paper",
    "positions.drafting",
    "positions.readable",
    "positions.tabular",
    "positions.analysis",
    "positions.sheet",
    "positions.brief",
    "positions.markdown",
    "positions.package_text",
    "positions.package",
    "positions.word_page",
    "positions.word",
    "positions.workbook_page",
    "positions.workbook",
    "positions.documents",
    "positions.files",
    "positions.rendering",
    "positions.markup",
    "positions.markup_findings",
    "positions.markup_pages",
    "positions.masthead",
    "positions.embed",
    "positions.oembed",
    "positions.builder",
    "positions.reference",
    "positions.feed",
    "positions.views",
    "positions.placing",
    "positions.edition",
    "positions.edition_data",
    "positions.edition_subjects",
    "positions.edition_pages",
    "positions.edition_embeds",
    "positions.snapshot",
    "positions.web",
    "positions.web.framing",
    "positions.web.answers",
    "positions.web.reading",
    "positions.web.pages",
    "positions.web.described",
    "positions.web.operations",
    "positions.web.examples",
    "positions.web.api",
    "positions.web.application",
    "positions.web.server",
    "positions.cli",
    "positions.__main__",
    "positions.view",
    "positions.view.address",
    "positions.view.piece",
    "positions.view.page",
    "positions.view.serving",
    "positions.view.routes",
    "dashboard",
]

WEB = {
    f"positions.web.{name}"
    for name in ("framing", "answers", "reading", "pages", "operations", "examples", "api", "application")
}

# Libraries that only some modules may know.
ALLOWED = {
    "streamlit": {"dashboard", *(f"positions.view.{name}" for name in ("page", "piece", "address", "routes"))},
    "starlette": {"positions.view.routes"} | WEB,
    "fastapi": {"positions.web.api"},
    "uvicorn": {"positions.web.server"},
    "vl_convert": {"positions.pictures"},
    "pandas": {"positions.tables", "positions.export"},
    "jinja2": {"positions.rendering"},
    "markupsafe": {f"positions.{name}" for name in ("rendering", "markup", "masthead", "oembed")},
    "numpy": {f"positions.{name}" for name in ("timeline", "grid", "compare", "changes", "blocks")},
    "pydantic": {"positions.model", "positions.shape", "positions.store"},
    "babel": {f"positions.{name}" for name in ("language", "phrases", "drafting")},
    "rispy": {"positions.bibliography"},
    "docx": {"positions.word", "positions.word_page"},
    "xlsxwriter": {"positions.workbook", "positions.workbook_page"},
}

IMPORTED_AS = {"vl-convert-python": "vl_convert", "python-docx": "docx"}

PURE = [
    "model",
    "problems",
    "quotes",
    "timeline",
    "grid",
    "check",
    "evidence",
    "compare",
    "kinds",
    "changes",
    "blocks",
    "robustness",
    "diff",
    "census",
    "rows",
    "findings",
    "diff_rows",
    "news",
    "phrases",
    "shape",
    "parameters",
    "words",
    "tables",
    "meanings",
    "export",
    "columns",
    "listing",
    "search",
    "marks",
    "bibliography",
    "citing",
    "paper",
    "drafting",
    "readable",
    "tabular",
    "analysis",
    "sheet",
    "brief",
    "markdown",
    "masthead",
    "feed",
    "markup_findings",
    "markup_pages",
    "edition",
    "edition_data",
    "edition_subjects",
    "edition_pages",
]
OUTSIDE = {"os", "io", "pathlib", "shutil", "socket", "subprocess", "tempfile", "urllib.request", "http"}


def imports(name: str) -> set[str]:
    """Full names of the modules that a module imports, wherever in it the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative imports load a module twice under Streamlit"
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {full if full in MODULES else str(node.module) for full in whole}
    return found


def known(name: str) -> str:
    return name.removesuffix(".__init__")


def test_every_module_has_its_place_in_the_order() -> None:
    assert {known(name) for name in MODULES} == set(ORDER)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_what_stands_before_it(name: str) -> None:
    own = {found for found in imports(name) if found.split(".")[0] == "positions"}

    assert all(ORDER.index(found) < ORDER.index(known(name)) for found in own), own


@pytest.mark.parametrize("name", MODULES)
def test_a_library_is_known_only_where_it_belongs(name: str) -> None:
    tops = {found.split(".")[0] for found in imports(name)}

    assert [library for library, places in ALLOWED.items() if library in tops and name not in places] == []


@pytest.mark.parametrize("name", PURE)
def test_the_pure_modules_touch_no_file_and_no_network(name: str) -> None:
    assert imports(f"positions.{name}") & OUTSIDE == set()
    assert "open(" not in MODULES[f"positions.{name}"].read_text()


def test_every_library_that_is_imported_is_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {IMPORTED_AS.get(name, name) for name in (re.split(r"[>\[]", text)[0].strip() for text in declared)}
    used = {found.split(".")[0] for name in MODULES for found in imports(name)}

    assert used - set(sys.stdlib_module_names) - {"positions"} == names


def test_no_module_has_the_name_of_one_in_the_standard_library() -> None:
    """Streamlit puts the folder of the page first on the path, so such a module would replace the standard one."""
    names = {path.stem for path in (ROOT / "positions" / "view").glob("*.py")} - {"__init__"}

    assert names & set(sys.stdlib_module_names) == set()
