"""rules.html: what does a rule mean? All of them in plain words."""

from __future__ import annotations

from typing import Any, Final

from graphmodel.language import Text
from graphmodel.ontology.vocabulary import MODALITIES, SEVERITIES
from graphmodel.pages.shell import Page, Site
from graphmodel.reporting.wording import label_title
from graphmodel.rules.settings import TITLES


def _content(site: Site) -> dict[str, Any]:
    values = dict(site.dossier.settings.select("setting", "value").iter_rows())
    return {
        "rules": [
            {
                "id": rule.id,
                "title": rule.title,
                "phrase": rule.phrase,
                "modality": MODALITIES[rule.modality],
                "reading": rule.reading,
                "settings": [(TITLES[name], values[name]) for name in rule.settings],
                "subjects": [
                    (label_title(label), subject.gap, SEVERITIES[subject.severity], subject.closes)
                    for label, subject in rule.subjects.items()
                ],
            }
            for rule in site.dossier.rules
        ]
    }


PAGE: Final = Page("rules.html", Text("规则", "Rules"), _content, ("rules.js",))
