"""Every address of the desk: each room adds its routes in one line."""

from starlette.routing import Route

from vigil.web.desk import account, alert, home, people, worklist

ROUTES: list[Route] = [
    *home.ROUTES,
    *worklist.ROUTES,
    *alert.ROUTES,
    *account.ROUTES,
    *people.ROUTES,
]
