"""Sign-in at the review desk: who gets an account, and how it is used."""

import pytest

from lambdas.moderation.domain.person import Role
from tests.infrastructure.templates import Assembly, Json

POOL = "SignIn/People"
CONSOLE = "DeskAddress/Api.ApiEndpoint/"


def pool(assembly: Assembly) -> Json:
    """The user pool."""
    return assembly.resources("AWS::Cognito::UserPool")[POOL]


def client(assembly: Assembly, name: str) -> Json:
    """A client of the user pool: `Console` or `CommandLine`."""
    return assembly.resources("AWS::Cognito::UserPoolClient")[f"SignIn/{name}"]


def test_nobody_signs_up(aws: Assembly) -> None:
    assert pool(aws)["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True


def test_the_groups_are_the_roles_and_give_no_aws_role(aws: Assembly) -> None:
    groups = aws.resources("AWS::Cognito::UserPoolGroup").values()
    assert {each["GroupName"] for each in groups} == set(Role)
    assert not any("RoleArn" in each for each in groups)
    assert not aws.resources("AWS::Cognito::IdentityPool")


def test_passwords_are_long_and_the_first_one_ends_soon(aws: Assembly) -> None:
    assert pool(aws)["Policies"]["PasswordPolicy"] == {
        "MinimumLength": 12,
        "RequireLowercase": True,
        "RequireNumbers": True,
        "RequireSymbols": True,
        "RequireUppercase": True,
        "TemporaryPasswordValidityDays": 3,
    }


def test_the_second_factor_is_an_app_and_a_must_where_the_stage_says_so(
    aws: Assembly, local: Assembly
) -> None:
    for assembly, said in ((aws, "ON"), (local, "OPTIONAL")):
        assert pool(assembly)["MfaConfiguration"] == said
        assert pool(assembly)["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]


def test_a_lost_password_comes_back_by_a_verified_address_only(aws: Assembly) -> None:
    recovery = pool(aws)["AccountRecoverySetting"]["RecoveryMechanisms"]
    assert recovery == [{"Name": "verified_email", "Priority": 1}]
    assert {"Name": "email", "Required": True, "Mutable": True} in pool(aws)["Schema"]


def test_names_that_differ_by_case_only_are_one_person(aws: Assembly) -> None:
    assert pool(aws)["UsernameConfiguration"] == {"CaseSensitive": False}
    assert "AliasAttributes" not in pool(aws)
    assert "UsernameAttributes" not in pool(aws)


def test_the_invitation_says_where_the_desk_is(aws: Assembly) -> None:
    text = pool(aws)["AdminCreateUserConfig"]["InviteMessageTemplate"]["EmailMessage"]
    assert CONSOLE in text
    assert "{username}" in text
    assert "{####}" in text


@pytest.mark.parametrize(("name", "hours"), [("Console", 8), ("CommandLine", 1)])
def test_tokens_end_within_an_hour_and_a_sign_in_with_the_shift(
    aws: Assembly, name: str, hours: int
) -> None:
    found = client(aws, name)
    assert set(found["TokenValidityUnits"].values()) == {"minutes"}
    assert max(found[each] for each in ("AccessTokenValidity", "IdTokenValidity")) <= 60
    assert found["RefreshTokenValidity"] <= hours * 60
    assert found["EnableTokenRevocation"] is True


@pytest.mark.parametrize("name", ["Console", "CommandLine"])
def test_a_client_has_no_secret_and_tells_nobody_who_exists(aws: Assembly, name: str) -> None:
    assert client(aws, name)["PreventUserExistenceErrors"] == "ENABLED"
    assert client(aws, name)["GenerateSecret"] is False


def test_the_console_signs_in_by_code_on_cognitos_pages_and_in_no_other_way(aws: Assembly) -> None:
    console = client(aws, "Console")
    assert console["AllowedOAuthFlows"] == ["code"]
    assert console["AllowedOAuthScopes"] == ["openid"]
    assert console["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
    assert console["SupportedIdentityProviders"] == ["COGNITO"]
    assert (console["CallbackURLs"], console["LogoutURLs"]) == ([CONSOLE], [CONSOLE])


def test_the_command_line_signs_in_with_aws_credentials_only(aws: Assembly) -> None:
    command_line = client(aws, "CommandLine")
    assert command_line["AllowedOAuthFlowsUserPoolClient"] is False
    assert "AllowedOAuthFlows" not in command_line
    assert set(command_line["ExplicitAuthFlows"]) == {
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
    }


def test_accounts_outlive_their_stack_where_the_stage_says_so(
    aws: Assembly, local: Assembly
) -> None:
    for assembly, policy, protection in ((aws, "Retain", "ACTIVE"), (local, "Delete", "INACTIVE")):
        (resource,) = [
            each
            for each in assembly.review["Resources"].values()
            if each["Type"] == "AWS::Cognito::UserPool"
        ]
        assert resource["DeletionPolicy"] == policy
        assert resource["Properties"].get("DeletionProtection", "INACTIVE") == protection


def test_the_hosted_sign_in_has_a_name_that_nobody_else_has(aws: Assembly) -> None:
    (domain,) = aws.resources("AWS::Cognito::UserPoolDomain").values()
    assert domain == {"Domain": "content-moderation-prod-111122223333", "UserPoolId": POOL}
