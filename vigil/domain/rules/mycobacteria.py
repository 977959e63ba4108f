"""What every alert about a late lesion says."""

from vigil.domain.wording import say

CULTURE_FIRST = say(
    "Avant tout antibiotique : biopsie ou prélèvement de pus pour culture mycobactérienne.",
    "Before any antibiotic: biopsy or pus for mycobacterial culture.",
)
