"""The coding that a client asks for, and what a packed body is."""

import gzip

import brotli
import pytest

from api.packing import Coding, coding, packed


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", None),
        ("gzip", Coding.GZIP),
        ("br", Coding.BR),
        ("gzip, deflate, br, zstd", Coding.BR),
        ("GZIP;q=1.0, br;q=0.9", Coding.GZIP),
        ("gzip;q=0.5, br;q=0", Coding.GZIP),
        ("br;q=0, gzip;q=0", None),
        ("*", Coding.BR),
        ("*;q=0.1, br;q=0", Coding.GZIP),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip;q=0.5", Coding.GZIP),
        ("gzip;q=nonsense", None),
        ("deflate, zstd", None),
        ("nogzip", None),
    ],
)
def test_the_coding_is_the_one_that_is_asked_for_most(accept: str, chosen: Coding | None) -> None:
    assert coding(accept) is chosen


@pytest.mark.parametrize("size", [1, 1_000, 200_000])
async def test_a_packed_body_is_the_same_again(size: int) -> None:
    body = ("童护" * size).encode()
    assert brotli.decompress(await packed(body, Coding.BR)) == body
    assert gzip.decompress(await packed(body, Coding.GZIP)) == body
