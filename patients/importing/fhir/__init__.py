"""FHIR R4 as JSON: a Bundle of any type, a resource alone, a list of them, or one resource a line (NDJSON).

Plain JSON is read leniently, element by element, instead of through models of the standard: those refuse a whole
resource for an element that nobody reads here (a seventh field of a performer, a time without its zone), and this
program lists each result with its own reason. An element of another type than the standard's reads as absent.
"""

from patients.importing.fhir.resources import read_fhir

__all__ = ["read_fhir"]
