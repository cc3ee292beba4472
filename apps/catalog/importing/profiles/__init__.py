"""The forms of export that are known, those that win first where a folder holds two."""

from apps.catalog.importing.profile import Profile
from apps.catalog.importing.profiles import erp_views, generic

PROFILES: tuple[Profile, ...] = (erp_views.PROFILE, generic.PROFILE)
