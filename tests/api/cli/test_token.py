"""`tonghu token` prints a token that the same data folder's server believes, and nothing else."""

from datetime import datetime
from pathlib import Path

import pytest

from api.cli.token import token
from api.tokens.claims import UnauthenticatedError
from api.tokens.verifier import verifier
from settings import SHANGHAI, Settings


async def test_prints_a_token_that_the_server_of_the_folder_believes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert token("county@shangri-la", role="COUNTY_OFFICER", minutes=5, data_dir=tmp_path) == 0
    printed = capsys.readouterr()
    claims = await verifier(Settings(data_dir=tmp_path))(printed.out.strip())
    assert (claims.subject, claims.tenant, claims.role) == ("county@shangri-la", "yunnan", "COUNTY_OFFICER")
    left = (claims.expires - datetime.now(SHANGHAI)).total_seconds()
    assert 290 < left <= 300
    assert printed.err == ""


async def test_a_server_of_another_folder_does_not_believe_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token("admin@fujian", data_dir=tmp_path / "here")
    with pytest.raises(UnauthenticatedError):
        await verifier(Settings(data_dir=tmp_path / "there"))(capsys.readouterr().out.strip())


async def test_follows_the_frozen_clock(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGHU_NOW", "2024-06-01T08:00:00")
    assert token("admin@fujian", tenant="jilin", data_dir=tmp_path) == 0
    claims = await verifier(Settings(data_dir=tmp_path))(capsys.readouterr().out.strip())
    assert claims.expires == datetime(2024, 6, 1, 20, tzinfo=SHANGHAI)
    assert claims.tenant == "jilin"


@pytest.mark.parametrize(
    ("subject", "options", "message"),
    [
        ("county", {}, "person@tenant"),
        ("county@fujian", {"minutes": 721}, "12 hours"),
        ("county@fujian", {"minutes": 0}, "12 hours"),
        ("county@fujian", {"role": "EMPEROR"}, "EMPEROR"),
    ],
)
def test_says_what_is_wrong_and_prints_no_token(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], subject: str, options: dict[str, object], message: str
) -> None:
    assert token(subject, data_dir=tmp_path, **options) == 2  # type: ignore[arg-type]
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err


def test_mints_nothing_in_production(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "ENV": "production",
        "MASTER_KEY": "0" * 64,
        "OIDC_ISSUER": "https://login.example",
        "OIDC_AUDIENCE": "tonghu",
    }.items():
        monkeypatch.setenv(f"TONGHU_{name}", value)
    assert token("admin@fujian", data_dir=tmp_path) == 2
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []
