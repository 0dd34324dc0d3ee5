from il2program.documents.models.prints import Bound, PrintBatch, PrintItem
from il2program.documents.models.sealed import SealedDocument

__all__ = ["Bound", "PrintBatch", "PrintItem", "SealedDocument"]
