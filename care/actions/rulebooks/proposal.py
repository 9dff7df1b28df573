"""What a tenant's law would be with some texts applied; everything that is wrong with them is told at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from care.divisions.scope import covers
from care.divisions.tree import chain
from care.duties.vocabulary import vocabulary
from care.rulebooks.flaws import Flaw, FlawCode, RulebookError
from care.rulebooks.layer import Layer
from care.rulebooks.library import Library, packaged_texts
from care.rulebooks.load import read_layer

File = tuple[str, str]  # its name and its text


@dataclass(frozen=True, slots=True)
class Text:
    """A layer with the text that it was read from."""

    layer: Layer
    text: str


@dataclass(frozen=True)
class Proposal:
    """The law before and after; `changes` pairs the layer that would be replaced, if any, with the new one."""

    before: Library
    after: Library
    texts: tuple[Text, ...]
    changes: tuple[tuple[Layer | None, Layer], ...]


def read(files: Iterable[File]) -> tuple[Text, ...]:
    """Read files (name, text); raises `RulebookError` with the flaws of all of them."""
    flaws: list[Flaw] = []
    found: list[Text] = []
    for name, text in files:
        try:
            found.append(Text(read_layer(text, name, vocabulary()), text))
        except RulebookError as error:
            flaws.extend(error.flaws)
    if flaws:
        raise RulebookError(flaws)
    return tuple(found)


def shipped(division: int) -> tuple[Text, ...]:
    """Give the shipped texts that hold in a tenant's place, the platform's defaults among them."""
    return tuple(one for one in _shipped() if _holds(division, one.layer))


def propose(division: int, before: Library, texts: Sequence[Text], named: Sequence[Text] = ()) -> Proposal:
    """Give the law of a tenant with texts that hold in its place; `named` are those of them that somebody brought.

    Raises `RulebookError`: a named layer that is not the tenant's, two layers of one name, a relaxation.
    """
    flaws = [flaw for one in named for flaw in _foreign(division, one.layer)]
    layers = {one.header.division: one for one in before.layers if _holds(division, one)}
    old = {**layers, None: before.defaults}
    layers.update({one.layer.header.division: one.layer for one in texts if one.layer.header.division is not None})
    defaults = next((one.layer for one in texts if one.layer.header.division is None), before.defaults)
    after = Library(tuple(layers.values()), defaults)
    flaws += _namesakes(after, named)
    flaws += dict.fromkeys(after.conflicts(tuple(chain(code)) for code in layers if code is not None))
    if flaws:
        raise RulebookError(flaws)
    pairs = [(old.get(one.layer.header.division), one.layer) for one in texts]
    changes = tuple((was, now) for was, now in pairs if was is None or was.digest != now.digest)
    return Proposal(before, after, tuple(texts), changes)


@cache
def _shipped() -> tuple[Text, ...]:
    return read(packaged_texts())


def _holds(division: int, layer: Layer) -> bool:
    """Tell whether a layer is one of a tenant's: it lies in the tenant's place, or holds in all of it."""
    code = layer.header.division
    return code is None or covers([division], code) or code in chain(division)


def _foreign(division: int, layer: Layer) -> Iterator[Flaw]:
    if layer.header.division is None:
        zh, en = "平台默认值不能由租户更改", "the platform's defaults are not a tenant's to change"
        yield Flaw(FlawCode.OUTSIDE, layer.id, "layer.division", zh, en)
    elif not _holds(division, layer):
        zh = f"{layer.header.division} 不在租户的区划 {division} 内"
        en = f"{layer.header.division} does not lie in the tenant's place {division}"
        yield Flaw(FlawCode.OUTSIDE, layer.id, "layer.division", zh, en)


def _namesakes(after: Library, named: Sequence[Text]) -> Iterator[Flaw]:
    """Name layers that would bear the name of another place's."""
    everyone = (*after.layers, *([after.defaults] if after.defaults else ()))
    for one in named:
        for other in everyone:
            if other.id == one.layer.id and other is not one.layer:
                zh, en = f"{other.id} 已是 {other.header.zh} 的名称", f"{other.id} is the name of {other.header.en}"
                yield Flaw(FlawCode.REPEATED, one.layer.id, "layer.id", zh, en)
