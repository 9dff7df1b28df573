"""What gives a child away in a text: every way of writing it is found, and what tells nobody out is let pass."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.actions.publications.traces import Known, Trace, traces

KNOWN = Known(
    names=frozenset({"单小明", "单大伟", "阿依古丽·买买提", "欧阳春兰"}),
    staff=frozenset({"郑主任"}),
    places=frozenset({"幸福社区居委会", "鼓东街道", "大河彝族乡"}),
    wider=frozenset({"福建省", "福州市", "鼓楼区"}),
    addresses=frozenset({"福州市鼓楼区鼓东街道中山路1号", "深圳某某电子厂"}),
    organisations=frozenset({"福州市鼓楼区第三中心小学", "鼓东派出所"}),
    births=frozenset({date(2016, 5, 1)}),
)


def found(text: str) -> list[Trace]:
    return [one.trace for one in traces(text, KNOWN)]


@pytest.mark.parametrize(
    ("text", "trace"),
    [
        ("单小明来了", Trace.NAME),
        ("单 小·明来了", Trace.NAME),
        ("孩子叫小明", Trace.NAME),
        ("Shan Xiaoming came", Trace.NAME),
        ("父亲单大伟外出", Trace.NAME),
        ("古丽叫买买提", Trace.NAME),
        ("奶奶春兰", Trace.NAME),
        ("郑主任走访", Trace.STAFF),
        ("住在幸福社区", Trace.PLACE),
        ("幸福小学", Trace.PLACE),
        ("鼓东街道办事处", Trace.PLACE),
        ("大河乡的孩子", Trace.PLACE),
        ("家住中山路边", Trace.ADDRESS),
        ("在某某电子厂", None),
        ("在深圳某某电子厂打工", Trace.ADDRESS),
        ("第三中心小学的老师", Trace.ORGANISATION),
        ("鼓东派出所民警", Trace.ORGANISATION),
        ("证号 350102 2016 0501 0047", Trace.NUMBER),
        ("电话１３８-００１３-８６４２", Trace.NUMBER),
        ("电话一三八零零一三八六四二", Trace.NUMBER),
        ("电话 138****8642", Trace.NUMBER),
        ("(2026)闽0102民特12号", Trace.NUMBER),
        ("2016年5月出生", Trace.BIRTH),
        ("二〇一六年五月出生", Trace.BIRTH),
        ("3月2日接报", Trace.DAY),
        ("三月二日接报", Trace.DAY),
        ("2026-03-02", Trace.DAY),
        ("20260302", Trace.DAY),
        ("农历三月初三", Trace.DAY),
    ],
)
def test_a_trace_is_found_however_it_is_written(text: str, trace: Trace | None) -> None:
    assert (trace in found(text)) if trace else found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "福州市鼓楼区一名十岁男童，父母常年在外务工，由祖母照护。",
        "孩子重新感受到幸福。2026年3月，区民政局会同公安、教育部门会商，连续走访12次。",
        "依据闽民童〔2024〕33号，2021—2025年共救助1200余名儿童，支出35万元。",
        "单某某一家的生活逐步好转。",
    ],
)
def test_a_text_that_tells_nobody_out_passes(text: str) -> None:
    assert found(text) == []


def test_the_paragraphs_are_told() -> None:
    (one,) = traces("某县一名儿童\n小明的父亲\n\n小明", KNOWN)
    assert (one.trace, one.paragraphs) == (Trace.NAME, (2, 4))


@given(
    name=st.sampled_from(sorted(KNOWN.names)),
    before=st.text(alphabet="的了在和某县儿童", max_size=8),
    after=st.text(alphabet="的了在和某县儿童", max_size=8),
    blanks=st.text(alphabet=" \u3000·\u200b-", max_size=3),
)
def test_a_whole_name_is_found_in_any_surroundings(name: str, before: str, after: str, blanks: str) -> None:
    assert Trace.NAME in found(before + blanks.join(name) + after)
