from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "apps.catalog"
    label = "catalog"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        from django.db.backends.signals import connection_created
        from django.db.models.signals import post_migrate

        from apps.catalog.stamp import refuse_foreign_database, stamp_database

        post_migrate.connect(stamp_database, sender=self, dispatch_uid="stamp_database")
        connection_created.connect(refuse_foreign_database, dispatch_uid="refuse_foreign_database")
