"""What every answer has: validators for caches, security headers, CORS for the JSON endpoints."""

from __future__ import annotations

from flask import Response, request

from web.library import settings

API_PREFIX = "/api/"
MAX_BODY = 64 * 1024  # bytes; no address of this issue takes a body at all
EXPOSED = "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate"

# Our own files, nothing inline and nothing from elsewhere. JSON-LD is a data block, which CSP does not restrict.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# What the OWASP Secure Headers project asks for.
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}
# Archived pages have no origin, so our stylesheet is another's to them; and who may ask the API is CORS's to say.
SHARED_PATHS = ("/static/", API_PREFIX)
TWO_YEARS = 2 * 365 * 24 * 3600  # seconds


def finish(response: Response) -> Response:
    """Adds the headers that every answer has, and answers 304 where the client has it already (RFC 9110, 13)."""
    if request.path.startswith(SHARED_PATHS):
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS}"
    response.headers.extend({name: value for name, value in SECURITY_HEADERS.items() if name not in response.headers})
    if request.path.startswith(API_PREFIX):
        allow_origin(response)
    if response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    elif response.status_code == 200 and request.method in ("GET", "HEAD") and not response.direct_passthrough:
        response.headers.setdefault("Cache-Control", "public, no-cache")
        if response.headers["Cache-Control"] != "no-store":
            if not response.is_streamed:
                response.add_etag(weak=True)  # it holds for the compressed answer as well
            if response.get_etag()[0]:
                response.make_conditional(request)
    return response


def allow_origin(response: Response) -> None:
    """CORS (Fetch standard, 3.3) for the origins that `web.cors_origins` names, "*" for any."""
    allowed = settings().web.cors_origins
    if not allowed:
        return
    response.vary.add("Origin")
    origin = request.headers.get("Origin", "")
    if "*" in allowed or origin in allowed:
        response.headers["Access-Control-Allow-Origin"] = "*" if "*" in allowed else origin
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "Authorization, If-None-Match"
            response.headers["Access-Control-Max-Age"] = "86400"
