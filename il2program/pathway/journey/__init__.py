"""The journey as a picture: plain geometry from the outline of the protocol, drawn by a template as SVG."""

from il2program.pathway.journey.picture import Picture, picture
from il2program.pathway.journey.told import Told, told

__all__ = ["Picture", "Told", "picture", "told"]
