"""Every address of the desk: each room adds its routes in one line."""

from starlette.routing import Route

from vigil.web.desk import (
    account,
    administration,
    agenda,
    alert,
    answers,
    calls,
    coming,
    correcting,
    enrolling,
    home,
    linking,
    passkeys,
    patient,
    patients,
    people,
    planning,
    recording,
    reviews,
    sessions,
    worklist,
)

ROUTES: list[Route] = [
    *home.ROUTES,
    *worklist.ROUTES,
    *alert.ROUTES,
    *patients.ROUTES,
    *patient.ROUTES,
    *coming.ROUTES,
    *correcting.ROUTES,
    *answers.ROUTES,
    *agenda.ROUTES,
    *calls.ROUTES,
    *enrolling.ROUTES,
    *sessions.ROUTES,
    *planning.ROUTES,
    *recording.ROUTES,
    *reviews.ROUTES,
    *account.ROUTES,
    *linking.ROUTES,
    *passkeys.ROUTES,
    *people.ROUTES,
    *administration.ROUTES,
]
