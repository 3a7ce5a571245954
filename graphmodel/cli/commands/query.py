"""``graphmodel query``: one read-only query, of the catalogue or of a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from graphmodel.cli.asked import Target
from graphmodel.cli.options import (
    DEFAULT_STORE,
    FORMAT,
    AsOf,
    EngineName,
    OutputFile,
    Raw,
    Store,
    argument,
    option,
)
from graphmodel.errors import UsageError
from graphmodel.language import AND, Text

if TYPE_CHECKING:
    from graphmodel.alliance import Slice
    from graphmodel.cli.opening import Opened
    from graphmodel.engines import Answer
    from graphmodel.rules.catalogue import Exploration


def answer_query(
    query: Annotated[
        str,
        argument("NAME|FILE.cypher", zh="规则编号、查询名或文件", en="a rule's id, a named query or a file"),
    ],
    param: Annotated[
        list[str] | None,
        option(
            "--param",
            zh="参数 名=值（文字）或 名:=值（JSON），可多次",
            en="parameter k=v (text) or k:=v (JSON); repeatable",
            metavar="K=V",
        ),
    ] = None,
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    engine: EngineName = "embedded",
    time_limit: Annotated[
        float,
        option(
            "--time-limit",
            zh="多少秒后停止",
            en="seconds until it is stopped",
            metavar="SECONDS",
            min=0.1,
            max=86_400,
        ),
    ] = 60,
    format_: Annotated[Literal["table", "json", "csv", "html"], FORMAT] = "table",
    raw: Raw = False,
    output: OutputFile = None,
) -> None:
    """Run one query over a slice and give its rows."""
    import polars as pl

    from graphmodel.cli import answers, opening, screen
    from graphmodel.contract.query import query_document
    from graphmodel.engines import engine_over
    from graphmodel.reporting import answered
    from graphmodel.rules import Settings, explorations

    target = Target(format_, output)
    picture = target.file() if target.format == "html" else None
    text = _query_text(query)
    data = opening.opened(store, as_of)
    named = explorations().get(query)
    given = dict(map(_parameter, param or []))
    codes = _codes(data.slice, given, named) if named else {}
    parameters = Settings().parameters(data.day) | given | codes
    with engine_over(data.slice, data.snapshot, engine) as asked:
        answer = asked.query(text, parameters, time_limit=time_limit)
    if format_ == "json":
        answers.write_json(query_document(answer, data.slice, engine, data.snapshot), output)
        return
    if picture is not None:
        _draw(data, query, answer, picture)
        screen.say_day(data.slice)
        return
    columns = answered.headings(answer.columns, named.columns if named else {})
    cells = [list(map(answered.in_words, answer.columns, row)) for row in answer.rows]
    if format_ == "csv" or output is not None:
        headings, rows = (answer.columns, answer.rows) if raw else (columns, cells)
        texts = [list(map(answers.as_text, row)) for row in rows]
        answers.write_csv([pl.DataFrame(texts, dict.fromkeys(headings, pl.String), orient="row")], output)
        screen.say_day(data.slice)
    else:
        screen.show_day(data.slice)
        answers.show(columns, cells)
        screen.say_how_many(answer.rows)


def _draw(data: Opened, query: str, answer: Answer, path: Path) -> None:
    """Write the network page, opened at what a query found; of what judges subjects, at the gaps."""
    from graphmodel.cli import judging
    from graphmodel.cli.screen import working
    from graphmodel.pages.network.picture import write_network
    from graphmodel.reporting import answered
    from graphmodel.reporting.dossier import Dossier
    from graphmodel.reporting.questions import Question
    from graphmodel.rules import Settings, explorations, rules

    titles = {name: one.title for name, one in explorations().items()}
    titles |= {id_: rule.title for id_, rule in rules().items()}
    judgement = judging.judged(data.slice, data.snapshot, rules(), settings=Settings())
    rows = answer.rows
    if "verdict" in answer.columns:
        rows = [row for row in rows if row[answer.columns.index("verdict")] == "gap"]
    found = answered.things(data.slice, rows)
    with working(Text("画图", "drawing")):
        asked = Question("own", titles.get(query, _OWN), found, (query,) if query in rules() else ())
        write_network(Dossier(judgement), path, asked=asked)


_OWN = Text("查询的答案", "what the query found")


def _query_text(name: str) -> str:
    from graphmodel.engines import cypher
    from graphmodel.rules import explorations, rules
    from graphmodel.rules.catalogue import with_groups

    if name in rules():
        return rules()[name].query
    if name in explorations():
        return explorations()[name].query
    path = Path(name)
    if not path.is_file():
        raise UsageError(
            Text(
                "没有查询或文件 {name}；现有查询：{known}",
                "there is no query or file {name}; queries: {known}",
            ),
            name=name,
            known=str(AND).join([*rules(), *explorations()]),
        )
    try:
        if path.stat().st_size > cypher.LONGEST:
            raise cypher.too_long()
        return with_groups(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            Text("无法读取查询文件 {name}", "cannot read the query file {name}"), name=name
        ) from error


def _codes(slice_: Slice, given: Mapping[str, Any], asked: Exploration) -> dict[str, str]:
    """The parameters that name things, as the codes of these."""
    import polars as pl

    from graphmodel.alliance.naming import one_each

    codes = {}
    for name in asked.codes.keys() & given.keys():
        label = asked.codes[name]
        among = slice_.nodes[label].select("id", label=pl.lit(label))
        codes[name] = one_each(slice_, [str(given[name])], among)["id"][0]
    return codes


def _parameter(pair: str) -> tuple[str, Any]:
    """``k=v`` is text, as codes are; ``k:=v`` is any other JSON value."""
    name, equals, value = pair.partition("=")
    if not equals or not name.rstrip(":"):
        raise UsageError(Text("参数应写成 名=值：{pair}", "a parameter is written k=v: {pair}"), pair=pair)
    if not name.endswith(":"):
        return name, value
    try:
        return name[:-1], json.loads(value)
    except ValueError as error:
        raise UsageError(
            Text("参数 {pair} 的值不是 JSON", "the value of the parameter {pair} is no JSON"), pair=pair
        ) from error
