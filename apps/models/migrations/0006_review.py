"""Policies of the gates, and what a submission freezes. Triggers follow in 0006a."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


BEFORE = """
UPDATE registry_modelversion SET automation_due = false,
    approved_at = CASE WHEN review_status = 'approved' THEN coalesce(decided_at, created_at) END;
SET CONSTRAINTS ALL IMMEDIATE;
"""  # versions from before this: nothing runs on them by itself, and those that were approved stay so


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0005_training_survives'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GatePolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='number')),
                ('status', models.CharField(choices=[('proposed', 'proposed'), ('confirmed', 'confirmed'), ('declined', 'declined')], default='proposed', max_length=9, verbose_name='status')),
                ('exact_drop_max', models.FloatField(default=0.02, help_text='A share: 0.02 is two points in a hundred.', validators=[django.core.validators.MinValueValidator(0.0), django.core.validators.MaxValueValidator(1.0)], verbose_name='Exact routings, most below the active version')),
                ('similarity_drop_max', models.FloatField(default=0.02, help_text='Mean similarity of the sequences, as a share.', validators=[django.core.validators.MinValueValidator(0.0), django.core.validators.MaxValueValidator(1.0)], verbose_name='Similarity, most below the active version')),
                ('class_items_min', models.PositiveIntegerField(default=30, help_text='Smaller classes are too noisy to judge.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000000)], verbose_name='Held-out items from which a part class counts')),
                ('class_drop_max', models.FloatField(default=0.1, help_text='Of each class that counts.', validators=[django.core.validators.MinValueValidator(0.0), django.core.validators.MaxValueValidator(1.0)], verbose_name='Exact routings of a part class, most below the active version')),
                ('coverage_min', models.FloatField(default=0.65, help_text='True set-up and run times inside their interval.', validators=[django.core.validators.MinValueValidator(0.0), django.core.validators.MaxValueValidator(1.0)], verbose_name='Coverage of the 80 % interval, least')),
                ('coverage_max', models.FloatField(default=0.95, help_text='Above it intervals are too wide.', validators=[django.core.validators.MinValueValidator(0.0), django.core.validators.MaxValueValidator(1.0)], verbose_name='Coverage of the 80 % interval, most')),
                ('calibration_error_max', models.FloatField(default=0.1, help_text='Mean distance of confidence and share that was right.', validators=[django.core.validators.MinValueValidator(0.0), django.core.validators.MaxValueValidator(1.0)], verbose_name='Calibration error, most')),
                ('routed_items_min', models.PositiveIntegerField(default=100, help_text='Items with a routing that the training learned from.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10000000)], verbose_name='Routed items, least')),
                ('data_age_days_max', models.PositiveIntegerField(default=90, help_text='Since the newest import that the training has seen.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10000000)], verbose_name='Age of the data, most days')),
                ('recall_min', models.FloatField(default=0.99, help_text='True nearest items that the quick index finds.', validators=[django.core.validators.MinValueValidator(0.0), django.core.validators.MaxValueValidator(1.0)], verbose_name='Recall of the index, least')),
                ('training_memory_mb_max', models.PositiveIntegerField(default=16000, help_text='The peak of its process.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000000)], verbose_name='Memory of the training, most MB')),
                ('artifact_mb_max', models.PositiveIntegerField(default=2000, help_text='Web workers share them in memory: an estimate of what they take.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000000)], verbose_name='Size of the files, most MB')),
                ('field_drop_max', models.FloatField(default=0.05, help_text='Field accuracy is the share of accepted proposals that nobody had to change.', validators=[django.core.validators.MinValueValidator(0.0), django.core.validators.MaxValueValidator(1.0)], verbose_name="Held-out exact routings, most below the active version's field accuracy")),
                ('submit_automatically', models.BooleanField(default=False, help_text='People still approve it.', verbose_name='Submit a finished training whose gates pass')),
                ('reject_automatically', models.BooleanField(default=False, help_text='With the reasons.', verbose_name='Reject a finished training that fails a gate')),
                ('review_days', models.PositiveIntegerField(default=3, help_text='Approvers are reminded each day from then on.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000000)], verbose_name='Days until a review is overdue')),
                ('prune_after_days', models.PositiveIntegerField(default=90, help_text='Candidates and rejected versions only; never one that was approved. 0: never.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10000000)], verbose_name='Days after which unused versions lose their files')),
                ('prune_keep', models.PositiveIntegerField(default=10, help_text='However old they are.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10000000)], verbose_name='Newest unused versions that keep their files')),
                ('comment', models.TextField(verbose_name='comment')),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='proposed')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('decision', models.TextField(blank=True, verbose_name='comment on the decision')),
            ],
            options={
                'verbose_name': 'gate policy',
                'verbose_name_plural': 'gate policies',
                'ordering': ['-number'],
                'permissions': [('decide_gatepolicy', 'Can propose a gate policy, and confirm one that another proposed')],
            },
        ),
        migrations.AlterModelOptions(
            name='modelversion',
            options={'ordering': ['-number'], 'permissions': [('train_modelversion', 'Can train a model version'), ('submit_modelversion', 'Can submit a model version for review'), ('review_modelversion', 'Can approve or reject a model version'), ('activate_modelversion', 'Can activate a model version and roll back'), ('predict_modelversion', 'Can predict routings with the active version'), ('override_gates', 'Can ask for an override of failed gates, and grant one that another asked for')], 'verbose_name': 'model version', 'verbose_name_plural': 'model versions'},
        ),
        migrations.RemoveConstraint(
            model_name='modelversion',
            name='version_approved_has_two_people',
        ),
        migrations.RemoveConstraint(
            model_name='modelversion',
            name='version_approver_is_not_submitter',
        ),
        migrations.RemoveConstraint(
            model_name='modelversion',
            name='version_approver_is_not_trainer',
        ),
        migrations.AddField(
            model_name='modelversion',
            name='approved_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='approved'),
        ),
        migrations.AddField(
            model_name='modelversion',
            name='automation_due',
            field=models.BooleanField(default=True, verbose_name='not yet looked at by the automation'),
        ),
        migrations.AddField(
            model_name='modelversion',
            name='first_approved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='first approved by'),
        ),
        migrations.AddField(
            model_name='modelversion',
            name='frozen_evidence',
            field=models.JSONField(blank=True, null=True, verbose_name='evidence when submitted'),
        ),
        migrations.AddField(
            model_name='modelversion',
            name='gates_overridden',
            field=models.BooleanField(default=False, verbose_name='approved in spite of a failed gate'),
        ),
        migrations.AddField(
            model_name='modelversion',
            name='override_granted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='override granted by'),
        ),
        migrations.AddField(
            model_name='modelversion',
            name='override_reason',
            field=models.TextField(blank=True, verbose_name='reason of the override'),
        ),
        migrations.AddField(
            model_name='modelversion',
            name='override_requested_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='override requested by'),
        ),
        migrations.AddField(
            model_name='modelversion',
            name='pruned_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='files removed'),
        ),
        migrations.AddField(
            model_name='modelversion',
            name='reminded_on',
            field=models.DateField(blank=True, null=True, verbose_name='approvers reminded'),
        ),
        migrations.AlterField(
            model_name='modelversion',
            name='review_status',
            field=models.CharField(choices=[('candidate', 'candidate'), ('in_review', 'in review'), ('approved', 'approved'), ('rejected', 'rejected'), ('retired', 'retired')], default='candidate', max_length=9, verbose_name='review'),
        ),
        migrations.AlterField(
            model_name='versionevent',
            name='kind',
            field=models.CharField(choices=[('trained', 'trained'), ('submitted', 'submitted for review'), ('voided', 'submission void'), ('override_requested', 'override of the gates requested'), ('overridden', 'gates overridden'), ('first_approved', 'approved by the first of two'), ('approved', 'approved'), ('rejected', 'rejected'), ('activated', 'activated'), ('rolled_back', 'rolled back to'), ('deactivated', 'taken out of use and retired'), ('retired', 'retired'), ('pruned', 'files removed')], max_length=20, verbose_name='event'),
        ),
        migrations.AddField(
            model_name='gatepolicy',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='gatepolicy',
            name='proposed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by'),
        ),
        migrations.AddField(
            model_name='gatepolicy',
            name='replaces',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='registry.gatepolicy', verbose_name='replaces'),
        ),
        migrations.AddField(
            model_name='modelversion',
            name='policy',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.gatepolicy', verbose_name='policy when submitted'),
        ),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='modelversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('review_status', 'approved'), _negated=True), ('approved_at__isnull', False), _connector='OR'), name='version_approved_since_some_time'),
        ),
        migrations.AddConstraint(
            model_name='modelversion',
            constraint=models.CheckConstraint(condition=models.Q(('approved_at__isnull', True), models.Q(('decided_by__isnull', False), ('frozen_gates__isnull', False), ('submitted_at__isnull', False), models.Q(('trained_by__isnull', False), ('submitted_by__isnull', False), ('first_approved_by__isnull', False), _connector='OR')), _connector='OR'), name='version_approved_has_two_people'),
        ),
        migrations.AddConstraint(
            model_name='modelversion',
            constraint=models.CheckConstraint(condition=models.Q(('approved_at__isnull', True), ('decided_by__isnull', True), ('submitted_by__isnull', True), models.Q(('decided_by', models.F('submitted_by')), _negated=True), _connector='OR'), name='version_approver_is_not_submitter'),
        ),
        migrations.AddConstraint(
            model_name='modelversion',
            constraint=models.CheckConstraint(condition=models.Q(('approved_at__isnull', True), ('decided_by__isnull', True), ('trained_by__isnull', True), models.Q(('decided_by', models.F('trained_by')), _negated=True), _connector='OR'), name='version_approver_is_not_trainer'),
        ),
        migrations.AddConstraint(
            model_name='modelversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('decided_by__isnull', True), ('first_approved_by__isnull', True), models.Q(('decided_by', models.F('first_approved_by')), _negated=True), _connector='OR'), models.Q(('first_approved_by__isnull', True), ('submitted_by__isnull', True), models.Q(('first_approved_by', models.F('submitted_by')), _negated=True), _connector='OR'), models.Q(('first_approved_by__isnull', True), ('trained_by__isnull', True), models.Q(('first_approved_by', models.F('trained_by')), _negated=True), _connector='OR')), name='version_first_approver_is_another'),
        ),
        migrations.AddConstraint(
            model_name='modelversion',
            constraint=models.CheckConstraint(condition=models.Q(('override_requested_by__isnull', True), models.Q(('override_reason__regex', '^\\s*$'), _negated=True), _connector='OR'), name='version_override_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='modelversion',
            constraint=models.CheckConstraint(condition=models.Q(('override_granted_by__isnull', True), models.Q(('override_requested_by__isnull', False), models.Q(('override_granted_by', models.F('override_requested_by')), _negated=True), models.Q(('override_granted_by__isnull', True), ('submitted_by__isnull', True), models.Q(('override_granted_by', models.F('submitted_by')), _negated=True), _connector='OR'), models.Q(('override_granted_by__isnull', True), ('trained_by__isnull', True), models.Q(('override_granted_by', models.F('trained_by')), _negated=True), _connector='OR')), _connector='OR'), name='version_override_has_two_people'),
        ),
        migrations.AddConstraint(
            model_name='modelversion',
            constraint=models.CheckConstraint(condition=models.Q(('gates_overridden', False), ('override_granted_by__isnull', False), _connector='OR'), name='version_mark_of_override_has_people'),
        ),
        migrations.AddConstraint(
            model_name='modelversion',
            constraint=models.CheckConstraint(condition=models.Q(('pruned_at__isnull', True), models.Q(('approved_at__isnull', True), ('review_status', 'retired')), _connector='OR'), name='version_approved_is_never_pruned'),
        ),
        migrations.AddConstraint(
            model_name='gatepolicy',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'confirmed')), fields=('replaces',), name='policy_replaced_once'),
        ),
        migrations.AddConstraint(
            model_name='gatepolicy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('replaces__isnull', True), ('status', 'confirmed')), models.Q(('number__gt', 1), ('proposed_by__isnull', False), ('replaces__isnull', False)), _connector='OR'), name='policy_replaces_one'),
        ),
        migrations.AddConstraint(
            model_name='gatepolicy',
            constraint=models.CheckConstraint(condition=models.Q(('replaces__isnull', True), ('replaces__lt', models.F('id')), _connector='OR'), name='policy_newer'),
        ),
        migrations.AddConstraint(
            model_name='gatepolicy',
            constraint=models.CheckConstraint(condition=models.Q(('number', 1), ('status', 'proposed'), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='policy_decided_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='gatepolicy',
            constraint=models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('status', 'confirmed'), _negated=True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='policy_two_people'),
        ),
        migrations.AddConstraint(
            model_name='gatepolicy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('comment__regex', '^\\s*$'), _negated=True), models.Q(('number', 1), ('status', 'proposed'), models.Q(('decision__regex', '^\\s*$'), _negated=True), _connector='OR')), name='policy_has_words'),
        ),
        migrations.AddConstraint(
            model_name='gatepolicy',
            constraint=models.CheckConstraint(condition=models.Q(('coverage_min__lte', models.F('coverage_max'))), name='policy_coverage_bounds_in_order'),
        ),
    ]
