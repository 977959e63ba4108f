"""Every address of the desk: each room adds its routes in one line."""

from starlette.routing import Route

from vigil.web.desk import home

ROUTES: list[Route] = [
    *home.ROUTES,
]
