"""The bridge: what ministack 1.5.33 does otherwise than AWS and this pipeline depends on.

Each gap is a module with one function that closes it by replacing private names of ministack. So
the version must be exactly that one, and each replaced function must still look as expected.
"""

from importlib.metadata import version

from local.cloud.gaps import (
    alarms,
    crowds,
    metrics,
    ordered_indexes,
    ranges,
    sign_in,
    signed_routes,
    stream_retries,
    tagged_writes,
    task_tokens,
    version_ids,
    workflows,
)

MINISTACK_VERSION = "1.5.33"


def check_version() -> None:
    """Raises `RuntimeError` unless the installed ministack is the one this bridge was made for."""
    installed = version("ministack")
    if installed != MINISTACK_VERSION:
        raise RuntimeError(
            f"ministack {installed} is installed, but local/cloud/gaps was made for "
            f"{MINISTACK_VERSION}: run the tests of tests/e2e/cloud against it, then change "
            "MINISTACK_VERSION."
        )


def bridge() -> None:
    """Closes all gaps, once for a process."""
    check_version()
    version_ids.name_the_version_in_events()
    ranges.serve_ranges_of_versions()
    tagged_writes.see_tags_of_sources()
    tagged_writes.check_tagged_writes()
    stream_retries.retry_failed_stream_records()
    ordered_indexes.look_at_one_page_of_an_index()
    workflows.name_the_errors_of_functions()
    workflows.name_throttled_functions()
    crowds.run_few_of_a_function_at_once()
    workflows.ask_the_machines_role()
    workflows.fail_tasks_whose_function_fails()
    workflows.give_each_attempt_its_token()
    task_tokens.tie_tokens_to_their_workflow()
    workflows.refuse_paths_that_lead_nowhere()
    workflows.let_nothing_catch_runtime_errors()
    workflows.keep_ended_executions_ended()
    workflows.start_the_same_execution_once()
    sign_in.refuse_sign_up_where_it_is_off()
    sign_in.remember_who_signed_in()
    signed_routes.refuse_what_is_not_signed()
    metrics.record_embedded_metrics()
    alarms.evaluate_alarms_as_aws()
    metrics.measure_queues_and_evaluate()
