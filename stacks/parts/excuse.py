"""Excuses a construct from a rule of cdk-nag, with the reason beside what it excuses."""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_s3 as s3
from constructs import IConstruct


def excuse(construct: IConstruct, rule: str, *, reason: str) -> None:
    """Acknowledges one rule (as `AwsSolutions::AwsSolutions-S1`) on a construct and below it."""
    cdk.Validations.of(construct).acknowledge(cdk.Acknowledgment(id=rule, reason=reason))


def excuse_any_object(
    role: IConstruct, bucket: s3.IBucket, *, reason: str, prefixes: Sequence[str] = ("",)
) -> None:
    """Acknowledges that a role's permission covers all objects of a bucket of another stack.

    Or, where `prefixes` are given (`evidence/`), all that begin with one of them.

    cdk-nag names the evidence as the template will have it: by the name of the bucket's export.
    """
    exported = cdk.Stack.of(bucket).export_value(bucket.bucket_arn)
    name = cdk.Stack.of(role).resolve(exported)["Fn::ImportValue"]
    for prefix in prefixes:
        rule = f"AwsSolutions::AwsSolutions-IAM5[Resource::{name}/{prefix}*]"
        excuse(role, rule, reason=reason)


def excuse_dependency(resource: IConstruct | None) -> None:
    """Tells cfn-lint that CDK wrote a `DependsOn` beside a reference: it does no harm (W3005)."""
    if isinstance(resource, cdk.CfnResource):
        resource.add_metadata("cfn-lint", {"config": {"ignore_checks": ["W3005"]}})


def excuse_import_in_output(stack: cdk.Stack) -> None:
    """Tells cfn-lint that an output of this stack repeats another stack's: people look here."""
    stack.template_options.metadata = {"cfn-lint": {"config": {"ignore_checks": ["W6001"]}}}
