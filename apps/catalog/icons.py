"""The icons of the pages, as SVG paths."""

# 16 × 16, drawn with a 1.5 wide line
ICONS = {
    "admin": "M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6M10 2.5v4M6 9.5v4",
    "alert": "M8 2 14.5 13.5H1.5ZM8 6.5v3M8 11.6v.4",
    "auto": "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 2v12M8 5l4.5-1M8 8h6M8 11l4.5 1",
    "back": "M9.5 3.5 5 8l4.5 4.5",
    "catalogue": "M2 3.5h12v9H2ZM2 6.5h12M6 6.5v6",
    "check": "M3 8.5 6.5 12 13 4.5",
    "close": "M4 4l8 8M12 4l-8 8",
    "dark": "M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5Z",
    "diagnostics": "M1.5 8.5h3l2-5 3 9 2-4h3",
    "down": "M4 6l4 4 4-4",
    "download": "M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10",
    "forward": "M6.5 3.5 11 8l-4.5 4.5",
    "info": "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 7v4M8 4.6v.4",
    "keys": "M1.5 4.5h13v7h-13ZM4 7h.1M6.6 7h.1M9.3 7h.1M12 7h.1M4.5 9.5h7",
    "light": "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1"
    "M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7",
    "logout": "M6.5 2.5h-4v11h4M6 8h8M11 5l3 3-3 3",
    "menu": "M2 4h12M2 8h12M2 12h12",
    "models": "M8 1.5 14 4.8 8 8 2 4.8ZM2 8l6 3.2L14 8M2 11.2l6 3.3 6-3.3",
    "predict": "M2.5 13V9a3 3 0 0 1 3-3h5M8.5 3l3 3-3 3M2.5 13h.1",
    "proposals": "M3 1.5h7l3 3v10H3ZM5.5 7.5h5M5.5 10.5h5M10 1.5v3h3",
    "queue": "M5.5 4H14M5.5 8H14M5.5 12H14M2 4h1M2 8h1M2 12h1",
    "search": "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.5 10.5l3.5 3.5",
    "user": "M8 2a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM2.5 14c.5-3 2.5-4 5.5-4s5 1 5.5 4",
}
