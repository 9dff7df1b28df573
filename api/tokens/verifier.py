"""Which tokens this process believes: the provider's where one is set, else the demo's, never both."""

from api.tokens.cache import remembering
from api.tokens.claims import Verify
from api.tokens.demo import demo_key, demo_verifier
from api.tokens.oidc import Provider
from settings import Settings


def verifier(settings: Settings) -> Verify:
    """Make the verifier that the settings ask for.

    Production always has a provider (settings refuse to start without), so demo keys are never even read there.
    """
    clock = settings.clock()
    if settings.oidc_issuer is None:
        if settings.env == "production":
            raise ValueError("生产环境须配置身份提供方 / production needs an OIDC provider")
        return remembering(demo_verifier(demo_key(settings.data_dir), clock), clock)
    if settings.oidc_audience is None:
        raise ValueError("须配置 TONGHU_OIDC_AUDIENCE / TONGHU_OIDC_AUDIENCE is missing")
    provider = Provider(
        issuer=settings.oidc_issuer, audience=settings.oidc_audience, clock=clock, jwks=settings.oidc_jwks
    )
    return remembering(provider.verify, clock)
