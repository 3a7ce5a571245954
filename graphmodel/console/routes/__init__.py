"""The pages of the console: one file each, with what may be done on it; and the list of them all."""

from typing import Final

from fastapi import APIRouter

from graphmodel.console.routes import home, job, months, question, report, results, rosters, sending, words

ROUTERS: Final[tuple[APIRouter, ...]] = (
    home.router,
    job.router,
    rosters.router,
    words.router,
    results.router,
    sending.router,
    report.router,
    months.router,
    question.router,
)
