"""``graphmodel view``: the network page, opened at one thing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from graphmodel.cli.asked import Question
from graphmodel.cli.options import DEFAULT_STORE, AsOf, OwnRules, SettingsFile, Store, argument, option
from graphmodel.language import Text


def draw(
    code: Annotated[
        str,
        argument(
            "CODE",
            zh="代码或名称；重复时写成 类别:代码，如 网格:WG1",
            en="its code or name; LABEL:CODE where several bear it",
        ),
    ],
    output: Annotated[
        Path, option("-o", "--output", zh="写到哪个网页文件", en="the page to write", metavar="FILE.html")
    ],
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    settings: SettingsFile = None,
    own_rules: OwnRules = None,
) -> None:
    """Write the network page, of data in parts that of one; nothing is judged when there is no such thing."""
    from graphmodel.cli import screen
    from graphmodel.cli.about import judged_to_look_at
    from graphmodel.pages.network.picture import write_network
    from graphmodel.reporting.dossier import Dossier

    question = Question(store, as_of, settings=settings, own_rules=own_rules)
    judgement, start = judged_to_look_at(question, code)
    with screen.working(Text("画图", "drawing")):
        write_network(Dossier(judgement), output, start)
    screen.leave(judgement)
