"""Sign-in of the review desk: a Cognito user pool whose groups are roles, and its two clients."""

import aws_cdk as cdk
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from lambdas.moderation.domain.person import Role
from stacks.parts.desk_address import local_endpoint
from stacks.parts.excuse import excuse
from stacks.review_settings import Mfa, ReviewSettings
from stacks.settings import StageSettings, Target

_ACCESS = cdk.Duration.hours(1)
"""How long whoever is removed, or loses a role, can still act."""

_SHIFT = cdk.Duration.hours(8)
"""How long the console gets new access tokens by itself; Cognito refuses who is disabled."""

_ONCE = cdk.Duration.hours(1)
"""The shortest that Cognito allows: the command line uses no refresh token."""

_FIRST_PASSWORD = cdk.Duration.days(3)
_PASSWORD_LENGTH = 12
_INVITATION = (
    "<p>You can now sign in to the content moderation's review desk: {console}</p>"
    "<p>Your name: {{username}}<br>Your first password, valid for three days: {{####}}</p>"
)
_GROUPS = {
    Role.MODERATOR: "Takes cases and decides on them.",
    Role.SENIOR: "The same, also escalated cases, and sees how the desk does.",
    Role.AUDITOR: "Reads what was decided and why. Sees no upload.",
    Role.ADMIN: "Everything that seniors and auditors may.",
}


class SignIn(Construct):
    """Who may work at the desk. Nobody signs up: accounts are made by an administrator.

    The console signs people in by Cognito's own pages, with an authorization code and PKCE, and has
    no secret. The command line has a client of its own, which works only with AWS credentials that
    may sign people in (`cognito-idp:AdminInitiateAuth`).
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: StageSettings,
        desk: ReviewSettings,
        console: str,
    ) -> None:
        super().__init__(scope, id_)
        self._stage = stage
        self._pool = self._add_pool(desk.mfa, console)
        self._add_groups()
        self._domain = self._add_domain()
        self._console_client = self._add_console_client(console)
        self._cli_client = self._add_cli_client()

    @property
    def pool_id(self) -> str:
        """The user pool's id."""
        return self._pool.user_pool_id

    @property
    def console_client_id(self) -> str:
        """The console's client."""
        return self._console_client.user_pool_client_id

    @property
    def client_ids(self) -> list[str]:
        """The clients whose tokens the desk takes: the console's, then the command line's."""
        return [self.console_client_id, self.cli_client_id]

    @property
    def cli_client_id(self) -> str:
        """The command line's client."""
        return self._cli_client.user_pool_client_id

    @property
    def issuer(self) -> str:
        """Who issues the tokens, as they say themselves."""
        return f"https://{self._pool.user_pool_provider_name}"

    @property
    def url(self) -> str:
        """The base of Cognito's own pages, without a slash at its end."""
        if self._stage.target is Target.LOCAL:
            return local_endpoint(self)
        region = cdk.Stack.of(self).region
        return f"https://{self._domain.ref}.auth.{region}.amazoncognito.com"

    def _add_pool(self, mfa: Mfa, console: str) -> cognito.UserPool:
        retain = self._stage.retain
        pool = cognito.UserPool(
            self,
            "People",
            user_pool_name=f"content-moderation-{self._stage.stage}",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(username=True),
            sign_in_case_sensitive=False,
            standard_attributes=cognito.StandardAttributes(
                email=cognito.StandardAttribute(required=True, mutable=True)
            ),
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            user_invitation=cognito.UserInvitationConfig(
                email_subject="Your account at the review desk",
                email_body=_INVITATION.format(console=console),
            ),
            user_verification=cognito.UserVerificationConfig(
                email_subject="Your code for the review desk",
                email_body="Your code for the content moderation's review desk: {####}",
            ),
            password_policy=cognito.PasswordPolicy(
                min_length=_PASSWORD_LENGTH,
                require_digits=True,
                require_lowercase=True,
                require_symbols=True,
                require_uppercase=True,
                temp_password_validity=_FIRST_PASSWORD,
            ),
            mfa=cognito.Mfa.REQUIRED if mfa is Mfa.REQUIRED else cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            feature_plan=cognito.FeaturePlan.LITE,
            deletion_protection=retain,
            removal_policy=cdk.RemovalPolicy.RETAIN if retain else cdk.RemovalPolicy.DESTROY,
        )
        _excuse(pool, mfa)
        return pool

    def _add_groups(self) -> None:
        for role, meaning in _GROUPS.items():
            cognito.CfnUserPoolGroup(
                self,
                role.value.capitalize(),
                user_pool_id=self._pool.user_pool_id,
                group_name=role.value,
                description=meaning,
            )

    def _add_domain(self) -> cognito.CfnUserPoolDomain:
        """Cognito wants a name that nobody else has in the Region: it carries the account."""
        return cognito.CfnUserPoolDomain(
            self,
            "Domain",
            domain=f"content-moderation-{self._stage.stage}-{cdk.Stack.of(self).account}",
            user_pool_id=self._pool.user_pool_id,
        )

    def _add_console_client(self, console: str) -> cognito.UserPoolClient:
        return cognito.UserPoolClient(
            self,
            "Console",
            user_pool=self._pool,
            user_pool_client_name="console",
            generate_secret=False,
            auth_flows=cognito.AuthFlow(user_srp=False),
            supported_identity_providers=[cognito.UserPoolClientIdentityProvider.COGNITO],
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID],
                callback_urls=[console],
                logout_urls=[console],
            ),
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            access_token_validity=_ACCESS,
            id_token_validity=_ACCESS,
            refresh_token_validity=_SHIFT,
        )

    def _add_cli_client(self) -> cognito.UserPoolClient:
        return cognito.UserPoolClient(
            self,
            "CommandLine",
            user_pool=self._pool,
            user_pool_client_name="command-line",
            generate_secret=False,
            auth_flows=cognito.AuthFlow(admin_user_password=True),
            disable_o_auth=True,
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            access_token_validity=_ACCESS,
            id_token_validity=_ACCESS,
            refresh_token_validity=_ONCE,
        )


def _excuse(pool: cognito.UserPool, mfa: Mfa) -> None:
    excuse(
        pool,
        "AwsSolutions::AwsSolutions-COG8",
        reason="Threat protection is billed per person; an administrator makes every account.",
    )
    if mfa is not Mfa.REQUIRED:
        excuse(
            pool,
            "AwsSolutions::AwsSolutions-COG2",
            reason="The stage's setting says so: review.mfa makes the second factor a must.",
        )
