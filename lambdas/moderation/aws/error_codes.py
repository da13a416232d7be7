"""The error codes that mean the same whichever service says them."""

BUSY = """
    BandwidthLimitExceeded InternalError InternalException InternalFailure InternalServerError
    LimitExceededException OperationAborted PriorRequestNotComplete
    ProvisionedThroughputExceededException RequestLimitExceeded RequestThrottled
    RequestThrottledException RequestTimeout RequestTimeoutException ResourceNotReadyException
    ServiceUnavailable ServiceUnavailableException SlowDown ThrottledException Throttling
    ThrottlingException TooManyRequestsException TransactionConflictException
    TransactionInProgressException
""".split()  # noqa: SIM905 - a list would take a line for each
"""The same call may succeed later."""

REFUSED = """
    AccessDenied AccessDeniedException AuthorizationError AuthorizationHeaderMalformed
    ExpiredToken ExpiredTokenException IncompleteSignature InvalidAccessKeyId InvalidClientTokenId
    InvalidSignature InvalidSignatureException InvalidToken MissingAuthenticationToken
    MissingAuthenticationTokenException NoSuchBucket NotAuthorized NotSignedUp OptInRequired
    PermanentRedirect RequestExpired RequestTimeTooSkewed ResourceNotFoundException
    SignatureDoesNotMatch SubscriptionRequiredException UnrecognizedClientException
""".split()  # noqa: SIM905 - a list would take a line for each
"""Our own deployment is at fault."""
