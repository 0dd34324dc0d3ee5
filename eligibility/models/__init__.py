from eligibility.models.returned import Returned
from eligibility.models.sign_off import SignOff

__all__ = ["Returned", "SignOff"]
