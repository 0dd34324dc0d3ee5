"""Plain rules of eligibility: what the workup asks, how long a result stays valid, and what each criterion answers."""
