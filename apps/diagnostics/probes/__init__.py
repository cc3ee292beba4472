"""What is watched: one small class per file. A new probe is a file here, a line below and a test."""

from apps.diagnostics.probes.active_version import ActiveVersion
from apps.diagnostics.probes.canary import Canary
from apps.diagnostics.probes.connections import Connections
from apps.diagnostics.probes.data_freshness import DataFreshness
from apps.diagnostics.probes.disk import Disk
from apps.diagnostics.probes.erp import Erp
from apps.diagnostics.probes.postgresql import PostgreSQL
from apps.diagnostics.probes.schema import Schema
from apps.diagnostics.probes.task_cluster import TaskCluster
from apps.diagnostics.probes.task_failures import TaskFailures
from apps.diagnostics.probes.task_queue import TaskQueue
from apps.diagnostics.probes.training_lease import TrainingLease
from apps.diagnostics.probes.transactions import Transactions
from apps.diagnostics.reading import Probe

PROBES: tuple[Probe, ...] = (
    PostgreSQL(),
    Connections(),
    Transactions(),
    Schema(),
    TaskCluster(),
    TaskQueue(),
    TaskFailures(),
    TrainingLease(),
    ActiveVersion(),
    Canary(),
    DataFreshness(),
    Erp(),
    Disk(),
)
