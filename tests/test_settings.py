from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from settings import Settings

PRODUCTION = {
    "TONGHU_ENV": "production",
    "TONGHU_MASTER_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "TONGHU_OIDC_ISSUER": "https://id.example.invalid",
    "TONGHU_OIDC_AUDIENCE": "tonghu",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in (*PRODUCTION, "TONGHU_NOW"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_production_starts_with_a_key_and_an_identity_provider_of_its_own(environment: pytest.MonkeyPatch) -> None:
    for name, value in PRODUCTION.items():
        environment.setenv(name, value)
    assert Settings().env == "production"


@pytest.mark.parametrize("missing", ["TONGHU_MASTER_KEY", "TONGHU_OIDC_ISSUER", "TONGHU_OIDC_AUDIENCE"])
def test_production_refuses_to_start_on_the_demos_secrets(environment: pytest.MonkeyPatch, missing: str) -> None:
    for name, value in PRODUCTION.items():
        if name != missing:
            environment.setenv(name, value)
    with pytest.raises(ValidationError, match=missing):
        Settings()


def test_production_refuses_a_frozen_clock(environment: pytest.MonkeyPatch) -> None:
    for name, value in PRODUCTION.items():
        environment.setenv(name, value)
    environment.setenv("TONGHU_NOW", "2026-03-20T09:00:00+08:00")
    with pytest.raises(ValidationError, match="TONGHU_NOW"):
        Settings()


def test_a_frozen_clock_stands_still_in_shanghai(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TONGHU_NOW", "2026-03-20T01:00:00Z")
    clock = Settings().clock()
    assert clock() == clock() == datetime.fromisoformat("2026-03-20T09:00:00+08:00")
    assert clock().utcoffset() == timedelta(hours=8)


def test_the_wall_clock_moves_and_knows_its_zone(environment: pytest.MonkeyPatch) -> None:
    clock = Settings().clock()
    assert clock() <= clock()
    assert clock().utcoffset() == timedelta(hours=8)


def test_secrets_do_not_show_in_prints(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TONGHU_MASTER_KEY", "do-not-print-me")
    assert "do-not-print-me" not in repr(Settings())


def test_networks_stand_with_commas_between_them(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TONGHU_OUTGOING_ALLOW", "10.20.0.0/16, fd12::/16,")
    assert [str(one) for one in Settings().outgoing_allow] == ["10.20.0.0/16", "fd12::/16"]
    environment.setenv("TONGHU_OUTGOING_ALLOW", "10.20.0.1/16")
    with pytest.raises(ValidationError, match="outgoing_allow"):
        Settings()


@pytest.mark.parametrize("url", ["nats://127.0.0.1:4222", "tls://a:b@one.example:4222,tls://a:b@two.example"])
def test_nats_is_named_by_one_url_or_several(environment: pytest.MonkeyPatch, url: str) -> None:
    environment.setenv("TONGHU_NATS_URL", url)
    assert Settings().nats() == url


@pytest.mark.parametrize("url", ["127.0.0.1:4222", "http://one.example", "nats://one.example,two.example", "tls://"])
def test_an_address_of_nats_needs_a_scheme_and_shows_no_password(environment: pytest.MonkeyPatch, url: str) -> None:
    environment.setenv("TONGHU_NATS_URL", url)
    with pytest.raises(ValidationError, match="TONGHU_NATS_URL"):
        Settings()
