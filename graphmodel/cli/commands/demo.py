"""``graphmodel demo``: the main job on an invented city."""

from __future__ import annotations

from pathlib import Path

from graphmodel.cli.commands.run import do_main_job
from graphmodel.cli.commands.synthesise import invent_rosters
from graphmodel.cli.options import Output, Seed, Size, WithoutPlan
from graphmodel.language import Text


def do_main_job_on_invented(
    output: Output = Path("out"), size: Size = "core", seed: Seed = 0, without_plan: WithoutPlan = False
) -> None:
    """Invent rosters and report on them; the rosters stay beside the results for a look."""
    from graphmodel.cli import terminal
    from graphmodel.synthetic import AS_OF

    folder, results = output / "rosters", output / "results"
    invent_rosters(folder, size, seed)
    do_main_job([folder], results, AS_OF, without_plan=without_plan)
    terminal.say(
        Text(
            "城市是虚构的，名册在 {rosters}，可照样改成自己的，再用 graphmodel run 运行",
            "the city is invented; its rosters are in {rosters}: change them and try graphmodel run",
        ).fill(rosters=folder)
    )
