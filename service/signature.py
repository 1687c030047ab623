"""Functions whose parameters come from a declaration at run time."""

from collections.abc import Callable, Mapping
from inspect import Parameter, Signature, signature
from typing import Any


def with_signature(
    function: Callable[..., Any], name: str, doc: str, parameters: Mapping[str, tuple[Any, Any]]
) -> Callable[..., Any]:
    """Return a function with a name and parameters that Typer and FastAPI read.

    A parameter is a type and a default; `...` means no default.

    >>> import inspect
    >>> str(inspect.signature(with_signature(print, "say", "Say it.", {"text": (str, ...)})))
    '(*, text: str)'
    """

    def named(**arguments: Any) -> Any:  # noqa: ANN401
        return function(**arguments)

    named.__name__, named.__doc__ = name.replace("-", "_"), doc
    named.__annotations__ = {key: kind for key, (kind, _) in parameters.items()}
    named.__signature__ = Signature(  # type: ignore[attr-defined]
        [
            Parameter(
                key,
                Parameter.KEYWORD_ONLY,
                default=Parameter.empty if default is ... else default,
                annotation=kind,
            )
            for key, (kind, default) in parameters.items()
        ]
    )
    return named


def with_options(
    options: Mapping[str, tuple[Any, Any]],
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a function these parameters in place of its `**` ones, after those without a default."""

    def given(function: Callable[..., Any]) -> Callable[..., Any]:
        own = {
            one.name: (one.annotation, ... if one.default is one.empty else one.default)
            for one in signature(function, eval_str=True).parameters.values()
            if one.kind is not one.VAR_KEYWORD
        }
        required = {name: own[name] for name in own if own[name][1] is ...}
        name, doc = function.__name__, function.__doc__ or ""
        return with_signature(function, name, doc, required | dict(options) | own)

    return given
