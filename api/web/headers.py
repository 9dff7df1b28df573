"""The headers that keep a page to itself: nothing loads from, or tells anything to, another host."""

# Source: Content Security Policy Level 3 (W3C); a worker obeys the policy of its own file, not of its page.
_COMMON = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_CLOSED = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"

START = _COMMON | {
    "Content-Security-Policy": f"default-src 'self'; {_CLOSED}",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# The editor sets style attributes from script and paints with data: images, hence the two exceptions.
GRAPHIQL = _COMMON | {
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        f"worker-src 'self'; connect-src 'self'; {_CLOSED}"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
FILE = _COMMON | {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SECRET = _COMMON | {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}
