"""Doors of the concerns app: reporting, and triage."""

from tessera.concerns import reporting_urls

app_name = "concerns"
urlpatterns = [*reporting_urls.urlpatterns]
