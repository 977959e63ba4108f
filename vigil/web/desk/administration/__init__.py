"""The room "administration": what a clinic decides about schedules, texts, closing days and ladders."""

from starlette.routing import Route

from vigil.web.desk.administration import importing, on_call, overview, rules, schedules, simulation, texts, trials

ROUTES: list[Route] = [
    *overview.ROUTES,
    *schedules.ROUTES,
    *simulation.ROUTES,
    *texts.ROUTES,
    *trials.ROUTES,
    *rules.ROUTES,
    *on_call.ROUTES,
    *importing.ROUTES,
]
