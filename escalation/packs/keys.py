"""Which keys can stand where: found by following the annotations of a model."""

from __future__ import annotations

import types
from collections.abc import Iterable
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from ..procedure import Procedure

Step = str | int


def known_keys(loc: Iterable[Step]) -> tuple[str, ...]:
    """The keys that can stand at `loc`."""
    model = model_at(loc)
    fields = model.model_fields.items() if model else ()
    return tuple(info.alias or name for name, info in fields if not info.exclude)


def model_at(loc: Iterable[Step], whole: type[BaseModel] = Procedure) -> type[BaseModel] | None:
    """The model of the mapping at `loc` of a file, a procedure unless it says otherwise."""
    kind: Any = whole
    for step in loc:
        kind = below(bare(kind), step)
    kind = bare(kind)
    if get_origin(kind) is tuple:  # a list of one, written without the list
        kind = bare(get_args(kind)[0])
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def below(kind: Any, step: Step) -> Any:
    if get_origin(kind) is dict:
        return get_args(kind)[1]
    if get_origin(kind) is tuple:
        inner = bare(get_args(kind)[0])
        return inner if isinstance(step, int) else below(inner, step)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, info in kind.model_fields.items():
            if (info.alias or name) == step:
                return info.annotation
    return None


def bare(kind: Any) -> Any:
    """Without `Annotated` and `| None`."""
    while True:
        if get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        elif get_origin(kind) in (Union, types.UnionType):
            kind = next(arg for arg in get_args(kind) if arg is not type(None))
        else:
            return kind
