from eligibility.models.sign_off import SignOff

__all__ = ["SignOff"]
