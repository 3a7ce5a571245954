"""``graphmodel push``: the network into Neo4j, over Bolt or as files for its offline importer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from graphmodel.cli.options import DEFAULT_STORE, AsOf, Store, option


def fill_neo4j(
    store: Store = DEFAULT_STORE,
    as_of: AsOf = None,
    uri: Annotated[
        str | None,
        option("--uri", zh="地址（默认 NEO4J_URI）", en="address (default: NEO4J_URI)", metavar="URI"),
    ] = None,
    user: Annotated[
        str | None,
        option("--user", zh="用户（默认 NEO4J_USER 或 neo4j）", en="user (default: NEO4J_USER, else neo4j)"),
    ] = None,
    database: Annotated[str | None, option("--database", zh="数据库", en="database")] = None,
    dry_run: Annotated[
        bool, option("--dry-run", zh="只列出将要改动的内容，不写入", en="only say what would change")
    ] = False,
    force: Annotated[
        bool, option("--force", zh="删除数量较多时也执行", en="remove even if it is much")
    ] = False,
    without_households: Annotated[
        bool, option("--without-households", zh="不导入住户", en="leave the homes out")
    ] = False,
    with_names: Annotated[bool, option("--with-names", zh="导入人员姓名", en="with people's names")] = False,
    bulk: Annotated[
        Path | None,
        option(
            "--bulk", zh="写成离线导入文件", en="write files for the offline importer instead", metavar="DIR"
        ),
    ] = None,
) -> None:
    """Put the slice into a server, or write the files from which one is filled."""
    from graphmodel.cli import opening, pushing
    from graphmodel.engines.neo4j import Connection

    data = opening.opened(store, as_of)
    if bulk is not None:
        pushing.write_files(
            data.slice,
            data.snapshot,
            bulk,
            database,
            with_households=not without_households,
            with_names=with_names,
        )
        return
    pushing.push_over_bolt(
        data.slice,
        data.snapshot,
        Connection.from_environment(uri, user, database),
        dry_run=dry_run,
        force=force,
        with_households=not without_households,
        with_names=with_names,
    )
