"""Charts as geometry: values in, places in a drawing out. Templates draw them as SVG, which needs no script; pure."""
