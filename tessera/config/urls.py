"""Every door of the site, in one list."""

from allauth.account import views as account
from django.urls import include, path

from tessera.access import provider_views
from tessera.access.guards import public
from tessera.config import health

urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("sign-in/", provider_views.sign_in, name="account_login"),
    path("sign-in/with/<slug:provider_id>/", provider_views.sign_in_with, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back/", provider_views.back, name="openid_connect_callback"),
    path("how-you-sign-in/", provider_views.ways_to_sign_in, name="ways_to_sign_in"),
    path("how-you-sign-in/<slug:provider_id>/link/", provider_views.link_provider, name="link_provider"),
    path("how-you-sign-in/<slug:provider_id>/unlink/", provider_views.unlink_provider, name="unlink_provider"),
    path("sign-out/", public(account.logout), name="account_logout"),
    # allauth links to these by name; nobody signs themselves up, so both are the sign-in page.
    path("sign-in/", provider_views.sign_in, name="account_signup"),
    path("sign-in/", provider_views.sign_in, name="account_reset_password"),
    path("ui/", include("tessera.ui.urls")),
    path("", include("tessera.reference.urls")),
    path("", include("tessera.work.urls")),
    path("", include("tessera.documents.urls")),
    path("", include("tessera.information.urls")),
    path("", include("tessera.entities.urls")),
    path("", include("tessera.imports.urls")),
    path("", include("tessera.assessments.urls")),
    path("", include("tessera.concerns.urls")),
    path("", include("tessera.cases.urls")),
    path("", include("tessera.search.urls")),
    path("", include("tessera.overview.urls")),
]
handler400 = "tessera.access.views.bad_request"
handler404 = "tessera.access.views.not_found"
handler500 = "tessera.access.views.failed"
