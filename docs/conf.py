"""Sphinx configuration: everything is built from this checkout, offline, with warnings as errors."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import musclebalance

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent)]
PROJECT = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]

project = PROJECT["name"]
author = PROJECT["authors"][0]["name"]
copyright = f"2026, {author}"
version = release = musclebalance.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.viewcode",
    "numpydoc",
    "myst_nb",
    "mathml",
    "pages",
    "diagram",
]
suppress_warnings = [
    "ref.citation",  # a reference that is listed but not pointed at with [1]_ is no fault
]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb", ".rst": "restructuredtext"}
exclude_patterns = ["_build", "_ext", "decisions/template.md", "**/GALLERY_HEADER.rst"]
myst_enable_extensions = ["dollarmath", "amsmath", "deflist", "colon_fence"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_ipywidgets_js = {}  # pages have no kernel: no script is fetched for sliders

autodoc_typehints = "none"  # numpydoc states types, with units and shapes
autodoc_member_order = "bysource"
autosummary_generate = False  # pages.py writes one page per module
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

html_theme = "pydata_sphinx_theme"
html_title = "musclebalance"
html_static_path = ["_static"]
html_css_files = ["house.css"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "show_toc_level": 2,
    "header_links_before_dropdown": 6,
    "navigation_with_keys": False,
    "show_prev_next": False,
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "friendly",
}
html_sidebars = {"*": []}

if list((HERE / "gallery").glob("plot_*.py")):
    extensions.append("sphinx_gallery.gen_gallery")
    sphinx_gallery_conf = {
        "examples_dirs": ["gallery"],
        "gallery_dirs": ["figures"],
        "within_subsection_order": "FileNameSortKey",
        "filename_pattern": r"/plot_",
        "abort_on_example_error": True,
        "download_all_examples": False,
        "show_memory": False,
        "min_reported_time": 1e9,
        "write_computation_times": False,
        "remove_config_comments": True,
        "image_scrapers": ("gallery_check",),
        "notebook_extensions": set(),
        "show_signature": False,
    }
