"""Codes have labels; where the contract lists an enumeration, it has every value of it."""

import pytest

from records import codes

LISTS = [getattr(codes, name) for name in codes.__all__ if name != "Code"]


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.__name__)
def test_every_code_is_its_own_value_with_labels_in_both_languages(listed: type[codes.Code]) -> None:
    for code in listed:
        assert code.value == code.name == str(code)
        assert any("\u4e00" <= letter <= "\u9fff" for letter in code.zh)
        assert code.en.isascii()
    assert len({code.zh for code in listed}) == len(listed)
