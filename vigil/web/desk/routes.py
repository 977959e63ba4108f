"""Every address of the desk: each room adds its routes in one line."""

from starlette.routing import Route

from vigil.web.desk import account, administration, alert, answers, home, patient, patients, people, reviews, worklist

ROUTES: list[Route] = [
    *home.ROUTES,
    *worklist.ROUTES,
    *alert.ROUTES,
    *patients.ROUTES,
    *patient.ROUTES,
    *answers.ROUTES,
    *reviews.ROUTES,
    *account.ROUTES,
    *people.ROUTES,
    *administration.ROUTES,
]
