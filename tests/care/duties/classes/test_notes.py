"""Which notes on mind and behaviour tell of something."""

import pytest

from care.duties.classes.notes import remarkable


@pytest.mark.parametrize(
    "note", [None, "正常", "活泼开朗", "情绪稳定", "无", "无异常", "心理、行为未见异常。", "心理健康，性格较好，无问题"]
)
def test_a_child_that_is_well_is_no_key_child(note: str | None) -> None:
    assert remarkable(note) is False


@pytest.mark.parametrize(
    "note",
    [
        "行为异常",
        "情绪不稳定",
        "不正常",
        "心理问题",
        "性格内向",
        "较敏感，需多关注",
        "withdrawn",
        "无异常？有异常",
        "好" * 40 + "坏",
    ],
)
def test_whatever_else_is_said_counts(note: str) -> None:
    assert remarkable(note) is True
