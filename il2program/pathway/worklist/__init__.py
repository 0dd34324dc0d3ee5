"""What a person must do now: sentences by role, each one click from the place to do it."""

from il2program.pathway.worklist.groups import Worklist, worklist

__all__ = ["Worklist", "worklist"]
