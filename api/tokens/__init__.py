"""Tokens: how a signed text becomes claims that may be believed (RFC 7519), by demo keys or by an OIDC provider's."""
