"""``graphmodel report``: the report upwards, a Word file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from graphmodel.cli.asked import Question
from graphmodel.cli.options import (
    DEFAULT_STORE,
    AsOf,
    Memory,
    OutputFile,
    OwnRules,
    Scope,
    SettingsFile,
    Since,
    Store,
    Workers,
    option,
)
from graphmodel.errors import UsageError
from graphmodel.language import Text


def report_upwards(
    output: OutputFile = None,
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    since: Since = None,
    scope: Scope = None,
    template: Annotated[
        Path | None,
        option(
            "--template",
            zh="照本单位的 Word 文件写（里面的字段见 --fields）",
            en="fill this Word file (its fields: --fields)",
            metavar="FILE.docx",
        ),
    ] = None,
    fields: Annotated[
        bool, option("--fields", zh="列出 Word 模板可用的字段", en="list the fields a Word file may have")
    ] = False,
    write_template: Annotated[
        Path | None,
        option(
            "--write-template",
            zh="写出自带的 Word 模板，供修改",
            en="write the built-in Word file, to be edited",
            metavar="FILE.docx",
        ),
    ] = None,
    settings: SettingsFile = None,
    own_rules: OwnRules = None,
    workers: Workers = None,
    memory: Memory = None,
) -> None:
    """Write the report upwards: how it stands, what changed, what is amiss, what to do, and under what it holds."""
    from graphmodel.cli import answers
    from graphmodel.documents.fields import lines
    from graphmodel.documents.filling import write_blank
    from graphmodel.workers.crew import crew_of

    if fields:
        answers.write_text(lines(), output)
    elif write_template is not None:
        write_blank(_word_file(write_template, "--write-template"))
    elif output is None:
        raise UsageError(Text("要用 -o 指明写到哪个 Word 文件", "-o FILE.docx is needed"))
    else:
        question = Question(
            store, as_of, (), tuple(scope or ()), settings, own_rules, crew=crew_of(workers, memory)
        )
        _report(question, since, _word_file(output, "-o"), template)


def _word_file(path: Path, name: str) -> Path:
    if path.suffix.lower() != ".docx":
        raise UsageError(
            Text("{name} 的文件要以 .docx 结尾：{file}", "{name} needs a name that ends in .docx: {file}"),
            name=name,
            file=path,
        )
    return path


def _report(question: Question, since: date | str | None, output: Path, template: Path | None) -> None:
    from graphmodel.cli import judging
    from graphmodel.cli.screen import working
    from graphmodel.documents.filling import Template, write_circular
    from graphmodel.language import speaking
    from graphmodel.planning.plan import Plan
    from graphmodel.planning.proposal import DECIDED, PLANNED_RULES, Proposal
    from graphmodel.reporting.circular import Circular
    from graphmodel.reporting.dossier import Dossier

    filled = Template(template)
    opened = judging.planning(question)
    now = opened.before.within(opened.scope)
    past = judging.past(question.store, now, since, question.crew)
    proposal = Proposal(opened.alliance, opened.before, (*PLANNED_RULES, DECIDED), opened.scope)
    with working(Text("写通报", "writing the report")), speaking("zh"):
        circular = Circular(Dossier(now, past=past), Plan(proposal, opened.after))
        write_circular(circular, output, filled)
