import pytest

from api.language import language


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "zh"),
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en", "en"),
        ("en-GB, en;q=0.9", "en"),
        ("en;q=0.8, zh;q=0.9", "zh"),
        ("en, zh", "zh"),
        ("fr, en;q=0.5", "en"),
        ("fr", "zh"),
        ("*", "zh"),
        ("en;q=0.5, *;q=0.9", "zh"),
        ("en;q=0", "zh"),
        ("en;q=nonsense", "zh"),
        ("en;q=nan", "zh"),
        ("EN-us;q=1.0, zh;q=0.1", "en"),
    ],
)
def test_speaks_chinese_unless_english_is_clearly_preferred(accept: str | None, expected: str) -> None:
    assert language(accept) == expected
