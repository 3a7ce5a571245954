"""The commands: one file each, with its options and what it does, and the list of them all.

What a command needs is imported when it runs, so that ``--help``, which knows every command, is quick.
"""

from collections.abc import Callable
from typing import Final

from graphmodel.cli.commands import (
    analyse,
    check,
    collect,
    coverage,
    demo,
    diff,
    explain,
    export,
    gaps,
    history,
    lists,
    load,
    mapping,
    plan,
    push,
    query,
    report,
    run,
    schema,
    serve,
    site,
    snapshots,
    synthesise,
    template,
    view,
    what_if,
)
from graphmodel.language import Text

COMMANDS: Final[dict[str, tuple[Text, Callable[..., None]]]] = {
    "run": (
        Text(
            "主要工作：读名册、查错、找缺口、出报告", "The main job: rosters in, gaps, workbook and pages out"
        ),
        run.do_main_job,
    ),
    "demo": (
        Text("用一座虚构的城市演示主要工作", "The main job on an invented city"),
        demo.do_main_job_on_invented,
    ),
    "template": (
        Text("写出空白名册：说明、表头和下拉选项", "Blank rosters to fill in"),
        template.write_blank_rosters,
    ),
    "check": (Text("只查名册里的错误", "Problems in the rosters only"), check.list_problems),
    "map": (
        Text(
            "把读不懂的表头、名称、用词列成对照表，待人确认",
            "What could not be read, to be confirmed by hand",
        ),
        mapping.ask_for_words,
    ),
    "load": (Text("查错后保存为新的数据", "Check, then save a new snapshot"), load.save_snapshot),
    "gaps": (Text("列出缺口（或其他结论）", "List gaps, or other verdicts"), gaps.list_findings),
    "coverage": (Text("覆盖率及其分母", "Rates with their denominators"), coverage.show_rates),
    "snapshots": (
        Text("存有哪些日期的数据；删去一次", "The data there is, by day; remove a saving"),
        snapshots.list_or_drop,
    ),
    "explain": (
        Text("说明一条规则，或一个对象为什么得出这一结论", "A rule, or why a subject got its verdict"),
        explain.explain_verdict,
    ),
    "diff": (
        Text("两个日期或两次数据之间的变化", "What changed between two days or two snapshots"),
        diff.compare,
    ),
    "history": (
        Text(
            "覆盖率的变化过程：有数据的每一天各是多少", "How the rates went, for every day there is data of"
        ),
        history.show_history,
    ),
    "view": (
        Text("一个单位、小区、网格或组织的网络图", "The picture of a place, body or organisation"),
        view.draw,
    ),
    "site": (
        Text(
            "已存数据的网页：总览、清单、各单位一页",
            "The pages of saved data: overview, lists, a sheet per unit",
        ),
        site.write_pages,
    ),
    "analyse": (
        Text(
            "网络分析：断点、单点支撑、结对与联户余力",
            "Network analysis: weak points, pairing, room for homes",
        ),
        analyse.analyse_network,
    ),
    "plan": (
        Text("建议：最少的措施补上最多的缺口", "Proposals: the fewest moves that close the most gaps"),
        plan.propose_moves,
    ),
    "what-if": (
        Text("试一试：增、终止、撤去，缺口怎样变化", "Try a change: what is added, ends or goes"),
        what_if.try_change,
    ),
    "report": (
        Text("写给上级的通报（Word 文件）", "The report upwards, a Word file"),
        report.report_upwards,
    ),
    "lists": (
        Text("给每个街道（社区、县、机关）一份整改清单", "A list of what is missing to each addressee"),
        lists.hand_out,
    ),
    "query": (Text("运行一条只读查询", "Run one read-only query"), query.answer_query),
    "export": (
        Text("把网络或整套名册导出，供其他软件使用", "The network, or all rosters, for other programs"),
        export.hand_out,
    ),
    "collect": (
        Text(
            "收回清单：查错、并入当天的数据、看补上了多少",
            "Lists that come back, merged into the data of the day",
        ),
        collect.take_in,
    ),
    "serve": (
        Text("在浏览器里做这些事，只在本机", "The same in a browser, on this machine only"),
        serve.open_console,
    ),
    "push": (Text("把网络导入 Neo4j", "The network into Neo4j"), push.fill_neo4j),
    "schema": (
        Text("网络由什么组成：节点、关系、名册和表头", "What the network is made of"),
        schema.describe_network,
    ),
    "synthesise": (
        Text("生成虚构城市或全省的名册", "Rosters of an invented city or province"),
        synthesise.invent_rosters,
    ),
}
"""In the order of the help page: what it says of each command, and the command."""
