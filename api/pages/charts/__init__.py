"""Charts as geometry: templates draw it as SVG, so that a page needs no script to show one."""
