"""Where patients read more: addresses of the American Cancer Society and the National Cancer Institute."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """One page elsewhere. It is printed and shown as text; the program itself never calls it."""

    who: str
    about: str
    address: str


ENGLISH = (
    Link(
        "American Cancer Society", "help and answers at any hour, telephone 1-800-227-2345", "https://www.cancer.org/"
    ),
    Link(
        "American Cancer Society",
        "immunotherapy for kidney cancer",
        "https://www.cancer.org/cancer/types/kidney-cancer/treating/immunotherapy.html",
    ),
    Link(
        "American Cancer Society",
        "immunotherapy for melanoma",
        "https://www.cancer.org/cancer/types/melanoma-skin-cancer/treating/immunotherapy.html",
    ),
    Link(
        "National Cancer Institute",
        "how immunotherapy works",
        "https://www.cancer.gov/about-cancer/treatment/types/immunotherapy",
    ),
    Link(
        "National Cancer Institute",
        "aldesleukin",
        "https://www.cancer.gov/about-cancer/treatment/drugs/aldesleukin",
    ),
)
SPANISH = (
    Link("American Cancer Society", "ayuda y respuestas, teléfono 1-800-227-2345", "https://www.cancer.org/es/"),
    Link("National Cancer Institute", "información sobre el cáncer", "https://www.cancer.gov/espanol/"),
)
