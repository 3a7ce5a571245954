"""What a judgement holds under: the thresholds that were set, and the gaps that were waived."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from graphmodel.language import AND
from graphmodel.reporting.findings import called
from graphmodel.reporting.wording import label_titles, value
from graphmodel.rules import Judgement, Settings
from graphmodel.rules.settings import TITLES
from graphmodel.rules.waivers import OUTCOMES


def settings(judgement: Judgement) -> pl.DataFrame:
    """The thresholds.

    Returns:
        ``setting``: its name in the file; ``title``; ``value`` and ``default``, in words; ``changed``: whether they
        differ; ``used_by``: the rules judged that depend on it.
    """
    usual = Settings()
    rows = [
        {
            "setting": name,
            "title": str(title),
            "value": value(getattr(judgement.settings, name)),
            "default": value(getattr(usual, name)),
            "changed": getattr(judgement.settings, name) != getattr(usual, name),
            "used_by": str(AND).join(rule.id for rule in judgement.rules if name in rule.settings),
        }
        for name, title in TITLES.items()
    ]
    return pl.DataFrame(rows)


def waivers(judgement: Judgement, names: Mapping[str, str], pictures: pl.DataFrame) -> pl.DataFrame:
    """Every waiver and what it does.

    Args:
        judgement: whose waivers.
        names: of :func:`graphmodel.reporting.findings.names_by_code`.
        pictures: of :func:`graphmodel.reporting.addresses.pictures`.

    Returns:
        ``rule``, ``title``; ``subject_label``, ``subject``; ``kind``, ``code``, ``name`` of the subject; ``reason``,
        ``starts``, ``ends``; ``outcome``: a key of :data:`graphmodel.rules.waivers.OUTCOMES`;
        ``effect``: the same in words; ``file``, ``sheet``, ``row``; ``picture``. Those that count again stand first.
    """
    titles = {rule.id: str(rule.title) for rule in judgement.rules}
    effects = {outcome: str(words) for outcome, words in OUTCOMES.items()}
    return (
        judgement.waivers.join(pictures, on=["subject_label", "subject"], how="left", maintain_order="left")
        .with_columns(
            title=pl.col("rule").replace_strict(titles, return_dtype=pl.String),
            kind=label_titles("subject_label"),
            code="subject",
            name=called(names),
            effect=pl.col("outcome").replace_strict(effects, return_dtype=pl.String),
            starts=pl.col("starts").cast(pl.String),
            ends=pl.col("ends").cast(pl.String),
            file="source_file",
            sheet="source_sheet",
            row="source_row",
        )
        .sort(pl.col("outcome") != "expired", maintain_order=True)
        .select(
            *("rule", "title", "subject_label", "subject", "kind", "code", "name", "reason"),
            *("starts", "ends", "outcome", "effect", "file", "sheet", "row", "picture"),
        )
    )
