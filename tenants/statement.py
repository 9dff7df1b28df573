"""How a SQLAlchemy Core statement becomes SQL text and arguments for a raw asyncpg connection.

Tables of a tenant say `schema="tenant"`, a symbol; it is replaced by the tenant's real schema here, so no connection
ever needs a `search_path` and prepared statements stay valid for the whole life of a pooled connection.
"""

# ruff: noqa: SLF001 (the engine's own steps between a statement and its driver; pinned, and tested here)

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, ClauseElement
from sqlalchemy.util import LRUCache

SYMBOL = "tenant"

_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]
_CACHE: LRUCache[Any, Any] = LRUCache(300)
_TEXTS: WeakKeyDictionary[SQLCompiler, dict[str | None, str]] = WeakKeyDictionary()


def compile_statement(
    statement: Executable, schema: str | None, params: Mapping[str, Any] | None = None
) -> tuple[str, list[Any]]:
    """Give the SQL text and the positional arguments of one execution.

    `schema` is the tenant's schema, or None where only platform tables occur. Values go to asyncpg as they are: JSONB
    as text, multiranges as lists of `asyncpg.Range`. Raises SQLAlchemy's
    `InvalidRequestError` for a missing parameter.
    """
    given = params or {}
    compiled, extracted, collected = _compiled(statement, list(given), many=False)
    values = compiled.construct_params(
        given, extracted_parameters=extracted, escape_names=False, _collected_params=collected
    )
    if compiled.post_compile_params or compiled.literal_execute_params:
        return _expanded(compiled, values, schema)
    return _text(compiled, schema), [values[name] for name in compiled.positiontup or ()]


def compile_once(statement: Executable, schema: str) -> tuple[str, list[Any]]:
    """Do the same for a statement whose text the caller keeps: no other cache learns of it.

    To look a large statement up in the engine's cache costs as much as to compile it, and it would be kept there whole.
    """
    compiled = cast(ClauseElement, statement)._compiler(_DIALECT, schema_translate_map={SYMBOL: SYMBOL})
    return _expanded(cast(SQLCompiler, compiled), cast(SQLCompiler, compiled).construct_params(), schema)


def compile_fixed(
    statement: Executable, schema: str | None, columns: Sequence[str] = ()
) -> tuple[str, Sequence[str], Mapping[str, Any], frozenset[str]]:
    """Compile a statement that the caller keeps: its text, the names of its arguments in their order, their values.

    The last are the names of those without a value. `columns` name the parameters of an INSERT without values.
    """
    kept = cast(
        SQLCompiler,
        cast(ClauseElement, statement)._compiler(
            _DIALECT, column_keys=list(columns) or None, schema_translate_map={SYMBOL: SYMBOL}
        ),
    )
    expanded = kept._process_parameters_for_postcompile(kept.construct_params(_check=False))
    required = frozenset(name for name, bind in kept.binds.items() if bind.required)
    return _translated(kept, expanded.statement, schema), expanded.positiontup or (), expanded.parameters, required


def _expanded(compiled: SQLCompiler, values: Mapping[str, Any], schema: str | None) -> tuple[str, list[Any]]:
    expanded = compiled._process_parameters_for_postcompile(dict(values))
    text = _translated(compiled, expanded.statement, schema)
    return text, [expanded.parameters[name] for name in expanded.positiontup or ()]


def compile_many(
    statement: Executable, schema: str | None, rows: Sequence[Mapping[str, Any]]
) -> tuple[str, Iterable[Sequence[Any]]]:
    """Give the SQL text and the argument rows for `executemany`; every row has the keys of the first."""
    compiled, extracted, _ = _compiled(statement, list(rows[0]), many=True)
    names = compiled.positiontup or []
    if all(name in rows[0] for name in names):
        return _text(compiled, schema), ([row[name] for name in names] for row in rows)
    values = (compiled.construct_params(row, extracted_parameters=extracted, escape_names=False) for row in rows)
    return _text(compiled, schema), ([value[name] for name in names] for value in values)


def _compiled(
    statement: Executable, keys: list[str], *, many: bool
) -> tuple[SQLCompiler, Sequence[BindParameter[Any]] | None, Any]:
    # The engine's own cached compilation: a statement of the same form costs a key instead of a compilation.
    compiled, extracted, collected, _ = cast(ClauseElement, statement)._compile_w_cache(
        _DIALECT, compiled_cache=_CACHE, column_keys=keys, for_executemany=many, schema_translate_map={SYMBOL: SYMBOL}
    )
    return cast(SQLCompiler, compiled), extracted, collected


def _text(compiled: SQLCompiler, schema: str | None) -> str:
    texts = _TEXTS.setdefault(compiled, {})
    text = texts.get(schema)
    if text is None:
        text = texts[schema] = _translated(compiled, compiled.string, schema)
    return text


def _translated(compiled: SQLCompiler, text: str, schema: str | None) -> str:
    return compiled.preparer._render_schema_translates(text, {SYMBOL: schema or SYMBOL})
