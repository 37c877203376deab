"""The sign-in form: the field's own words, and throttling that knows which name was tried."""

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):
    """E-mail and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Email"
        self.fields["password"].label = "Password"
        self.fields["password"].help_text = ""
        self.fields.pop("remember", None)
