"""A card's JSON, as far as this house draws cards, read into what it says and asks for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from escalation.permissions import Step

from ..as_typed import UNSEEN
from ..card import MORE
from ..card_json import JSON, Card
from ..forms.fields import NOT_TICKED
from ..step_titles import TITLES
from ..verbs import Verb
from .shown import Asks, Box, Choice, Fact, Grid, Look, Part, Press, Said, Shown

Node = Mapping[str, JSON]
REQUIRED = " (required)"
LONGEST_LABEL = 90
_KINDS = {"Input.Date": Asks.DATE, "Input.Time": Asks.TIME, "Input.Number": Asks.NUMBER, "Input.Toggle": Asks.TICK}
_READ_ALL = re.compile(r"\A… Read all \([\d,]+ characters\)\Z")


def shown_on(card: Card) -> Shown:
    body = _nodes(card.get("body"))
    head = body[0] if body and body[0].get("bleed") and _nodes(body[0].get("items")) else None
    band = _band(head) if head is not None else Shown(_text(body[0]) if body else "")
    rest = body[1:]
    parts = _told_apart(part for node in rest for part in _parts(node))
    presses = [*_presses(card.get("actions")), *(press for node in rest for press in _presses(node))]
    return replace(band, parts=tuple(_joined(parts)), presses=tuple(_once(presses)))


def _band(head: Node) -> Shown:
    columns = [column for item in _nodes(head.get("items")) for column in _nodes(item.get("columns"))]
    words = [_text(item) for item in _nodes(columns[0].get("items"))] if columns else []
    titles = [place for place, item in enumerate(_nodes(columns[0].get("items"))) if item.get("style") == "heading"]
    at = titles[0] if titles else 0
    meter = ", ".join(_text(item) for column in columns[1:] for item in _nodes(column.get("items")))
    return Shown(
        words[at],
        " ".join(words[:at]),
        " ".join(words[at + 1 :]),
        meter.replace(", overall", " overall").replace(", the ", " the "),
        _said(head.get("style")),
    )


def _parts(node: Node) -> Iterator[Part]:
    kind = _said(node.get("type"))
    if kind.startswith("Input."):
        yield _box(node)
    elif kind == "TextBlock":
        yield Said(_text(node), Look.HEADING if node.get("style") == "heading" else _look(node))
    elif kind == "RichTextBlock":
        yield from _paragraph(node)
    elif kind == "Table":
        yield _grid(node)
    elif kind == "ColumnSet" and (fact := _fact(node)) is not None:
        yield fact
    elif node.get("id") != MORE:
        inner = [*_nodes(node.get("items")), *_nodes(node.get("columns"))]
        yield from (part for item in inner for part in _parts(item))


def _paragraph(node: Node) -> Iterator[Said]:
    """What only unfolds something is a heading here: a mail shows it all."""
    runs = _nodes(node.get("inlines"))
    text = _text(node)
    if any(_action(run).get("type") == "Action.ToggleVisibility" for run in runs):
        if not text.startswith("+ More steps"):
            yield Said(text.removeprefix("+ "), Look.HEADING)
    elif not _READ_ALL.match(text):
        quiet = all(run.get("isSubtle") for run in runs)
        yield Said(("\n" if node.get("spacing") == "None" else "") + text, Look.QUIET if quiet else Look.WORDS)


def _look(node: Node) -> Look:
    return Look.QUIET if node.get("isSubtle") else Look.WORDS


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Lines without a space between them are lines of one paragraph."""
    before: Said | None = None
    for part in parts:
        if isinstance(part, Said) and part.text.startswith("\n") and before is not None and before.look is part.look:
            before = replace(before, text=before.text + part.text)
            continue
        if before is not None and before.text.strip():
            yield before
        before = replace(part, text=part.text.removeprefix("\n")) if isinstance(part, Said) else None
        if not isinstance(part, Said):
            yield part
    if before is not None and before.text.strip():
        yield before


def _fact(node: Node) -> Fact | None:
    columns = _nodes(node.get("columns"))
    if len(columns) != 2 or columns[0].get("width") != "100px":
        return None
    name, value = ("\n".join(_text(item) for item in _nodes(column.get("items"))) for column in columns)
    return Fact(name, value)


def _grid(node: Node) -> Grid:
    rows = [
        tuple(" ".join(_text(item) for item in _nodes(cell.get("items"))) for cell in _nodes(row.get("cells")))
        for row in _nodes(node.get("rows"))
    ]
    return Grid(rows[0], tuple(rows[1:]))


def _box(node: Node) -> Box:
    label, beside = _said(node.get("label")), _said(node.get("title"))
    choices = tuple(
        Choice(_said(choice.get("value")), _said(choice.get("title"))) for choice in _nodes(node.get("choices"))
    )
    asks, value = _asks(node), _value(node.get("value"))
    name = (label or beside).removesuffix(REQUIRED)[:LONGEST_LABEL].strip()
    return Box(
        _said(node.get("id")),
        name,
        asks,
        bool(node.get("isRequired")),
        value or (NOT_TICKED if asks is Asks.TICK else ""),
        choices,
        beside if label else "",
    )


def _asks(node: Node) -> Asks:
    kind = _said(node.get("type"))
    if kind == "Input.ChoiceSet":
        return Asks.SOME if node.get("isMultiSelect") else Asks.ONE
    return _KINDS.get(kind, Asks.WORDS if node.get("isMultiline") else Asks.LINE)


def _value(value: JSON) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace(UNSEEN, "") if isinstance(value, str | int | float) else ""


def _told_apart(parts: Iterable[Part]) -> Iterator[Part]:
    """A label that stands on several lines is numbered from its second time on."""
    times = Counter[str]()
    for part in parts:
        if isinstance(part, Box):
            times[part.label] += 1
            number = times[part.label]
            yield replace(part, label=f"{part.label} ({number})") if number > 1 else part
        else:
            yield part


def _presses(part: JSON) -> Iterator[Press]:
    """Every button and link, in order. A form inside the card is a press that opens it."""
    if isinstance(part, Mapping):
        if part.get("type") == "Action.Execute":
            yield _press(part)
        elif part.get("type") == "Action.ShowCard":
            yield _opens(part)
        else:
            yield from (p for key, inner in part.items() if key not in ("fallback", "data") for p in _presses(inner))
    elif isinstance(part, list):
        yield from (press for inner in part for press in _presses(inner))


def _press(action: Node) -> Press:
    title = _said(action.get("tooltip")) or _said(action.get("title"))
    return Press(title, _said(action.get("verb")), _data(action), action.get("associatedInputs") != "none")


def _opens(action: Node) -> Press:
    card = action.get("card")
    inner = _nodes(card.get("actions") if isinstance(card, Mapping) else None)
    sends = inner[0] if inner else {}
    step = next((step for step in Step if step.value == sends.get("verb")), Step.READ)
    data = {key: value for key, value in _data(sends).items() if key != "verb"}
    return Press(TITLES[step], Verb.OPEN_FORM.value, {**data, "step": step.value})


def _once(presses: Iterable[Press]) -> Iterator[Press]:
    """Two that say the same would not be told apart: the first one counts."""
    seen = set[str]()
    for press in presses:
        if press.title and press.title not in seen:
            seen.add(press.title)
            yield press


def _text(node: Node) -> str:
    runs = _nodes(node.get("inlines"))
    text = "".join(_said(run.get("text")) for run in runs) if runs else _said(node.get("text"))
    return text.replace("\u00a0", " ").strip(" ") if text.strip("\u00a0 ") else ""


def _action(node: Node) -> Node:
    action = node.get("selectAction")
    return action if isinstance(action, Mapping) else {}


def _data(action: Node) -> Mapping[str, JSON]:
    data = action.get("data")
    return {key: value for key, value in data.items() if key != "verb"} if isinstance(data, Mapping) else {}


def _said(text: JSON) -> str:
    return text.replace(UNSEEN, "") if isinstance(text, str) else ""


def _nodes(part: JSON) -> Sequence[Node]:
    return [node for node in part if isinstance(node, Mapping)] if isinstance(part, list) else []
