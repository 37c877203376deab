"""The door: signing in, with a second factor, and signing out. The names are those that allauth looks for."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from django.urls import path

from tessera.access import provider_views, sign_in_views
from tessera.access import second_factor_views as second_factor
from tessera.access.guards import public

urlpatterns = [
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
    path("sign-in/second-factor/", public(mfa.authenticate), name="mfa_authenticate"),
    path("sign-in/again/", second_factor.password_again, name="account_reauthenticate"),
    path("sign-in/again/code/", second_factor.code_again, name="mfa_reauthenticate"),
    path("sign-in/again/passkey/", second_factor.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("sign-ins/", sign_in_views.mine, name="sign_ins"),
    path("sign-ins/end-others/", sign_in_views.end_others, name="end_other_sign_ins"),
    path("sign-ins/<uuid:pk>/end/", sign_in_views.end, name="end_sign_in"),
    path("sign-ins/<uuid:pk>/it-was-me/", sign_in_views.say_mine, name="sign_in_is_mine"),
    path("sign-in/stay/", sign_in_views.stay, name="stay"),
    path("second-factor/", second_factor.index, name="mfa_index"),
    path("second-factor/", second_factor.index, name="mfa_list_webauthn"),
    path("second-factor/app/", second_factor.activate_app, name="mfa_activate_totp"),
    path("second-factor/app/remove/", second_factor.remove_app, name="mfa_deactivate_totp"),
    path("second-factor/passkeys/add/", second_factor.add_passkey, name="mfa_add_webauthn"),
    path("second-factor/passkeys/<int:pk>/remove/", second_factor.remove_passkey, name="mfa_remove_webauthn"),
    path("second-factor/codes/", second_factor.view_codes, name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", second_factor.new_codes, name="mfa_generate_recovery_codes"),
]
