"""Signatures, held against the specification's vectors, the official library and a check by hand."""

import base64
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from alerts.signing import Key, new_key, sign

BODY = json.dumps({"type": "REPORT_ADDRESSED", "summary": "鼓楼区：报告已送达"}, ensure_ascii=False).encode()
ID = "01980000-0000-7000-8000-000000000001"

# The vectors of the reference libraries: same message, a shared secret and a seed.
SHARED = Key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
SEED = Key("whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=")
MESSAGE = ("msg_p5jXN8AQM9LWM0D4loKWxJek", datetime.fromtimestamp(1614265330, UTC), b'{"test": 2432232314}')
OF_SHARED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
OF_SEED = "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag=="


def verify_by_hand(public: str, headers: dict[str, str], body: bytes) -> None:
    """Check an ed25519 signature as the specification tells it; raises InvalidSignature."""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_")))
    version, _, signature = headers["webhook-signature"].partition(",")
    assert version == "v1a"
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    key.verify(base64.b64decode(signature), signed)


def test_the_vectors_of_the_reference_libraries_come_out() -> None:
    assert sign([SHARED, SEED], *MESSAGE) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": f"{OF_SHARED} {OF_SEED}",
    }


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
def test_the_official_library_accepts_a_shared_secret_whatever_the_zone_of_the_clock(zone: str) -> None:
    key = new_key("HMAC")
    assert key.public is None
    headers = sign([key], ID, datetime.now(ZoneInfo(zone)), BODY)
    assert Webhook(key.secret).verify(BODY, headers) == json.loads(BODY)
    with pytest.raises(WebhookVerificationError):
        Webhook(key.secret).verify(BODY + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_key("HMAC").secret).verify(BODY, headers)


def test_a_pair_is_verified_by_its_public_half_alone() -> None:
    key = new_key("ED25519")
    assert key.secret.startswith("whsk_")
    assert key.public is not None
    headers = sign([key], ID, datetime.now(ZoneInfo("Asia/Shanghai")), BODY)
    verify_by_hand(key.public, headers, BODY)
    later = headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}
    for other, body in ((headers, BODY + b" "), (headers | {"webhook-id": "another"}, BODY), (later, BODY)):
        with pytest.raises(InvalidSignature):
            verify_by_hand(key.public, other, body)


def test_each_key_signs_so_that_old_and_new_ones_serve_while_they_change() -> None:
    old, new, pair = new_key("HMAC"), new_key("HMAC"), new_key("ED25519")
    headers = sign([old, new, pair], ID, datetime.now(UTC), BODY)
    for key in (old, new):
        assert Webhook(key.secret).verify(BODY, headers) == json.loads(BODY)
    assert [one.partition(",")[0] for one in headers["webhook-signature"].split()] == ["v1", "v1", "v1a"]


def test_the_official_library_refuses_what_was_signed_long_ago() -> None:
    key = new_key("HMAC")
    headers = sign([key], ID, datetime.now(UTC) - timedelta(minutes=6), BODY)
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(key.secret).verify(BODY, headers)


def test_refuses_an_id_with_a_full_stop_and_a_time_without_a_zone() -> None:
    with pytest.raises(ValueError, match="full stop"):
        sign([SHARED], "a.b", datetime.now(UTC), BODY)
    with pytest.raises(ValueError, match="zone"):
        sign([SHARED], ID, datetime.now(UTC).replace(tzinfo=None), BODY)
