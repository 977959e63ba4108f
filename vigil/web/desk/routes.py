"""Every address of the desk: each room adds its routes in one line."""

from starlette.routing import Route

from vigil.web.desk import alert, home, worklist

ROUTES: list[Route] = [
    *home.ROUTES,
    *worklist.ROUTES,
    *alert.ROUTES,
]
