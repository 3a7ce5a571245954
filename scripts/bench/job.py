"""The stages of the main job on an invented city, in seconds and MiB: `job.py [tiny|core|city] [xlsx|csv]`."""

import sys
import tempfile
from pathlib import Path

from measuring import Stages

from graphmodel import synthetic
from graphmodel.alliance import assemble
from graphmodel.pages.report import write_report
from graphmodel.pages.site import write_index
from graphmodel.rosters import read_rosters
from graphmodel.rules import judge, rules
from graphmodel.stores import snapshot
from graphmodel.stores.embedded import Embedded


def main(size: str = "core", format_: str = "xlsx") -> None:
    """Invent a city, then do the main job stage by stage."""
    with tempfile.TemporaryDirectory() as folder:
        rosters, out = Path(folder) / "rosters", Path(folder)
        synthetic.write(synthetic.synthesise(size), rosters, format_)
        job = Stages()
        with job.stage("read and check"):
            reading = read_rosters([rosters])
        with job.stage("assemble"):
            alliance = assemble(reading)
        with job.stage("save"):
            manifest = snapshot.save(alliance, out / "alliance", synthetic.AS_OF)
        with job.stage("slice"):
            slice_ = alliance.at(synthetic.AS_OF)
        with job.stage("project"):
            engine = Embedded(slice_)
        with job.stage("judge"):
            judgement = judge(slice_, engine, list(rules().values()), snapshot=manifest.snapshot)
        engine.close()
        with job.stage("workbook"):
            write_report(judgement, out / "report.xlsx")
        with job.stage("page"):
            write_index(judgement, out / "index.html")
        job.show()


if __name__ == "__main__":
    main(*sys.argv[1:])
