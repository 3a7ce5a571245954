"""The main job on invented cities, stage by stage: the core from workbooks, then core and whole city from text files.

Goals on two cores: the core from workbooks in 10 s, most of it reading; the city from text files in 25 s and 3 GiB; no
stage grows faster than the city. Each job runs in a process of its own, so that its memory is its own.
"""

import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from measuring import Stages, apart

from graphmodel import synthetic
from graphmodel.alliance import assemble
from graphmodel.engines import engine_over
from graphmodel.pages.shell import Site
from graphmodel.pages.site import write_site
from graphmodel.reporting.dossier import Dossier
from graphmodel.reporting.figures import Figures
from graphmodel.rosters import read_rosters
from graphmodel.rules import judge, rules
from graphmodel.rules.judging import queries_asked
from graphmodel.stores import snapshot
from graphmodel.workbooks.report import write_report

JOBS = (("core", "xlsx"), ("core", "csv"), ("city", "csv"))


def main() -> None:
    """Do every job, and compare the city with the core."""
    done: dict[tuple[str, str], tuple[Stages, int]] = {}
    for size, format_ in JOBS:
        measured = apart(__file__, size, format_)
        stages, rows = Stages(**measured["job"]), measured["rows"]
        print(f"{size} from {format_}: {rows:,} rows, invented in {measured['invented']:.2f} s")
        stages.show()
        done[size, format_] = stages, rows
    (core, core_rows), (city, city_rows) = done["core", "csv"], done["city", "csv"]
    print("from core to city")
    city.show_growth(core, city_rows / core_rows)


def once(size: str, format_: str) -> None:
    """Invent a city, do the main job on it and print what each stage took."""
    job = Stages()
    with tempfile.TemporaryDirectory() as folder:
        rosters, out = Path(folder) / "rosters", Path(folder)
        begin = time.perf_counter()
        city = synthetic.synthesise(size)
        invented = time.perf_counter() - begin
        synthetic.write(city, rosters, format_)
        del city
        with job.stage("read and check"):
            reading = read_rosters([rosters])
        with job.stage("assemble"):
            alliance = assemble(reading)
        rows = sum(reading.row_counts.values())
        del reading
        with job.stage("save"):
            manifest = snapshot.save(alliance, out / "alliance", synthetic.AS_OF)
        with job.stage("slice"):
            slice_ = alliance.at(synthetic.AS_OF)
        with job.stage("project"):
            every = list(rules().values())
            engine = engine_over(slice_, manifest.snapshot, queries=queries_asked(slice_, every))
        with job.stage("judge"):
            judgement = judge(slice_, engine, every, snapshot=manifest.snapshot)
        engine.close()
        dossier = Dossier(judgement)
        with job.stage("workbook"):
            write_report(dossier, out / "report.xlsx")
        with job.stage("pages"):
            write_site(lambda: Site(Figures(dossier)), out)
    print(json.dumps({"job": asdict(job), "rows": rows, "invented": invented}))


if __name__ == "__main__":
    if arguments := sys.argv[1:]:
        once(*arguments)
    else:
        main()
