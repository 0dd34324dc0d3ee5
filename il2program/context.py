from django.conf import settings
from django.http import HttpRequest


def program(request: HttpRequest) -> dict[str, object]:
    """What every page shows of the program itself."""
    return {"hospital_name": settings.HOSPITAL_NAME, "in_production": settings.PRODUCTION}
