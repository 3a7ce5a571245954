"""What the network is made of, told by the ontology."""

from tests.cli.conftest import Run, answer


def test_schema_tells_every_heading_in_every_form(graphmodel: Run) -> None:
    parsed = answer(graphmodel, "schema")
    headings = {c["heading"] for roster in parsed["rosters"] for c in roster["columns"]}
    assert headings >= {"小区名称", "覆盖对象", "其中周二次数", "生效日期"}
    for form in ("table", "markdown"):
        done = graphmodel("schema", "--format", form, lang="zh")
        assert done.returncode == 0
        assert "推荐党组织" in done.stdout
        assert ("PART_OF" in done.stdout) == (form == "markdown"), "for queries only"
