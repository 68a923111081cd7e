"""How Sphinx makes a site of these pages: make docs, then open site/index.html."""

import re

project = "synthscope"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["conf.py"]
myst_heading_anchors = 3
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["narrow.css"]
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False


def leave_out(app, page, source):
    """Take from a page what only its readers on GitHub need."""
    source[0] = re.sub(r"<!-- on GitHub only -->.*?<!-- everywhere -->", "", source[0], flags=re.S)


def setup(app):
    app.connect("source-read", leave_out)
