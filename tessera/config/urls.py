"""Every door of the site, in one list."""

from django.urls import include, path

from tessera.config import health

urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("", include("tessera.access.urls")),
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
    path("", include("tessera.governance.urls")),
    path("", include("tessera.staff.urls")),
    path("", include("tessera.overview.urls")),
]
handler400 = "tessera.access.views.bad_request"
handler404 = "tessera.access.views.not_found"
handler500 = "tessera.access.views.failed"
