"""Who is signed in, read with their post and their agency in one query: every page begins with it."""

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from tessera.access.models import Post, User


class SignedIn(AuthenticationBackend):  # type: ignore[misc]  # allauth says no types
    """Signing in is allauth's; this answers who a session is of."""

    def get_user(self, user_id: int) -> User | None:
        post = Post.objects.held(on=timezone.localdate()).filter(user=user_id).select_related("user", "agency").last()
        if post is None:
            nobody_in_a_post: User | None = super().get_user(user_id)
            return nobody_in_a_post
        if not self.user_can_authenticate(post.user):
            return None
        post.user.post = post
        return post.user
