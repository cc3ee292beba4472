from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "apps.models"
    label = "registry"
    verbose_name = _("Model registry")

    def ready(self) -> None:
        from apps.models import checks as ours  # once the models are there
        from apps.models import keeper, worker_queue

        checks.register(ours.check_training_settings)
        keeper.watch_in_every_worker()
        worker_queue.use_surviving_queues()
