import pytest

from care.duties.masks import phone_mask, resident_id_mask


def test_shows_the_first_six_characters_of_a_resident_id() -> None:
    assert resident_id_mask("11010519491231002X") == "110105************"


@pytest.mark.parametrize(
    ("number", "masked"),
    [("13800138000", "*******8000"), ("0591-87654321", "*********4321"), ("1234567", "***4567"), ("wx123", "*****")],
)
def test_shows_the_last_four_digits_of_a_phone_number(number: str, masked: str) -> None:
    assert phone_mask(number) == masked
