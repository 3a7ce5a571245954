"""``graphmodel site``: the folder of pages, of what a store holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from graphmodel.cli.options import (
    DEFAULT_STORE,
    AsOf,
    ForRelease,
    Output,
    OwnRules,
    Scope,
    SettingsFile,
    Store,
    WithNames,
    WithoutPlan,
    option,
)
from graphmodel.errors import UsageError
from graphmodel.language import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphmodel.cli.asked import Question
    from graphmodel.cli.judging import Planning
    from graphmodel.pages.shell import Site
    from graphmodel.rules import Judgement


_BESIDE: Final = ("report.xlsx", "findings.json", "changes.json", "problems.xlsx")
"""What a run leaves beside the pages; it is of the same day, and goes with them."""


def write_pages(
    output: Output,
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    scope: Scope = None,
    settings: SettingsFile = None,
    own_rules: OwnRules = None,
    with_english: Annotated[
        bool,
        option(
            "--with-english",
            zh="除中文网页外，再在子文件夹里做一套英文的",
            en="Chinese pages, and English ones in a folder of them",
        ),
    ] = False,
    pictures: Annotated[
        Path | None,
        option(
            "--pictures",
            zh="每张图另存为图片（1920 × 1080）的文件夹",
            en="folder for every chart as PNG of 1920 × 1080",
            metavar="DIR",
        ),
    ] = None,
    with_names: WithNames = False,
    for_release: ForRelease = False,
    without_plan: WithoutPlan = False,
) -> None:
    """Write the pages of a day; those for release hold nothing that may not leave the office."""
    from graphmodel.cli import earlier, judging, opening, releasing, screen, terminal
    from graphmodel.cli.asked import Question
    from graphmodel.drafts import only_writer, together
    from graphmodel.pages.site import HOME, results_in, write_pictures, write_site
    from graphmodel.reporting.wording import of_day

    question = Question(store, as_of, (), tuple(scope or ()), settings, own_rules)
    if for_release:
        releasing.refuse_parts(question)
        _refuse(with_names=with_names, pictures=pictures, output=output)
    opening.refuse_within_store(output, store)
    if not (scope or for_release or pictures) and _written_by_parts(
        question, output, named=with_names, with_english=with_english
    ):
        return
    data = judging.planning(question)
    judgement = data.before.within(data.scope)
    make = _maker(
        question, data, judgement, named=with_names, for_release=for_release, without_plan=without_plan
    )
    draw = None if pictures is None else write_pictures(pictures, of_day(judgement.slice))
    working = screen.working(Text("写网页", "writing the pages"))
    aside = None if for_release else earlier.place_of(output, judgement.slice.as_of)
    beside = _BESIDE if aside else ()
    with only_writer(output), working, together(output, (*results_in(output), *beside), aside) as place:
        write_site(make, place, with_english=with_english, draw_=draw)
    terminal.say(Text("先看 {page}", "open {page} first").fill(page=output / HOME))
    screen.leave(judgement)


def _written_by_parts(question: Question, output: Path, *, named: bool, with_english: bool) -> bool:
    """Write data in parts that is too much for one folder of pages part by part; False: it is not."""
    from graphmodel.cli import earlier, judging, screen, terminal
    from graphmodel.drafts import only_writer, together
    from graphmodel.pages.site import HOME, PARTS, REPORT, results_in

    parts = judging.in_parts(question)
    if parts is None:
        return False
    from graphmodel.cli.part_by_part import too_many, write_part_by_part

    judgement = parts.judged()
    if not too_many(judgement):
        return False
    aside = earlier.place_of(output, parts.day)
    old = (*results_in(output), *(_BESIDE if aside else (REPORT,)))
    with (
        only_writer(output),
        screen.working(Text("写网页和工作簿", "writing pages and workbooks")),
        together(output, old, aside) as place,
    ):
        write_part_by_part(parts, judgement, place, named=named, with_english=with_english)
    terminal.say(
        Text(
            "缺口太多，已分部分写出（{folder} 文件夹里每个部分一套网页和 report.xlsx）；先看 {page}",
            "there are too many gaps for one folder: each part has pages and a report.xlsx in {folder}; open {page} first",
        ).fill(folder=output / PARTS, page=output / HOME)
    )
    screen.leave(judgement)
    return True


def _refuse(*, with_names: bool, pictures: Path | None, output: Path) -> None:
    """What leaves the office names nobody, and is in one folder, beside nothing that may not leave it."""
    from graphmodel.pages.site import HOME, RELEASED, results_in

    for name, wanted in {"--with-names": with_names, "--pictures": pictures is not None}.items():
        if wanted:
            raise UsageError(
                Text("--for-release 不能与 {option} 同用", "--for-release does not go with {option}"),
                option=name,
            )
    if output.exists() and not output.is_dir():
        raise UsageError(Text("{folder} 不是文件夹", "{folder} is no folder"), folder=output)
    there = {path.relative_to(output).as_posix() for path in output.rglob("*") if not path.is_dir()}
    if not there:
        return
    home = output / HOME
    was_released = home.is_file() and RELEASED in home.read_text(encoding="utf-8", errors="replace")
    if not was_released or there - {*results_in(output)}:
        raise UsageError(
            Text(
                "{folder} 里已有别的文件；对外提供的网页要写到空文件夹，或上次也是这样写的文件夹",
                "{folder} holds other files; pages for release go to an empty folder, or one written so before",
            ),
            folder=output,
        )


def _maker(
    question: Question,
    data: Planning,
    judgement: Judgement,
    *,
    named: bool,
    for_release: bool,
    without_plan: bool,
) -> Callable[[], Site]:
    """What gives the site anew in each language; the proposal, which takes longest, is worked out once."""
    from graphmodel.cli import judging
    from graphmodel.pages.shell import Site
    from graphmodel.reporting.dossier import Dossier
    from graphmodel.reporting.figures import Figures
    from graphmodel.stores.days import Snapshots
    from graphmodel.stores.snapshot import received_in

    proposal = None if without_plan or for_release else judging.proposal(data.alliance, data.before)
    past = None if for_release else judging.past(question.store, judgement)
    received = received_in(Snapshots(question.store).telling(question.as_of).folder)

    def site() -> Site:
        figures = Figures(Dossier(judgement, proposal, past), named=named, for_release=for_release)
        return Site(figures, received=received, rows=data.rows)

    return site
