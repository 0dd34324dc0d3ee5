"""Plain rules about a patient: what may be measured, and what follows from a measurement."""
