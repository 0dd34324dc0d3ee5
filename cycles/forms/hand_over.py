"""The forms of a hand-over."""

from django import forms

from il2program.forms import ActionForm, SeenField


class HandOverForm(ActionForm):
    to_do = forms.CharField(
        label="What the next shift must do",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Such as: creatinine at 04:00, call Dr. Example with it; second line fails.",
    )


class TakeOverForm(ActionForm):
    """Nothing is typed: who takes over is the person of this session."""

    seen = SeenField()
