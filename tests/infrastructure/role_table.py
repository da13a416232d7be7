"""Every role of a stage and everything that it may do: an action, and on what."""

UPLOADS = "Uploads.Arn"
TABLE = "Moderation.Arn"
EVIDENCE = "Evidence.Arn"
INTAKE = "Intake/Intake/Queue.Arn"
COMPLETIONS = "Video/Jobs/Completions/Queue.Arn"
START = "Video/Jobs/StartVideoJob/Function.Arn"
REVIEW = "Enforcement/Review/Queue.Arn"
SHOW = "Uploads/ShowUpload/Function.Arn"
STATES = "arn:aws:states:eu-central-1:111122223333"
WORKFLOW = "content-moderation-STAGE-eu-central-1-screen-video"
"""The stage's name is put in where a role is looked at."""

LOGS = ("logs:CreateLogStream", "logs:PutLogEvents")
TRACES = {("xray:PutTelemetryRecords", "*"), ("xray:PutTraceSegments", "*")}

MAY = {
    "Intake/ScreenUpload/Role": TRACES
    | {
        ("s3:GetObject", f"{UPLOADS}/*"),
        ("s3:GetObjectVersion", f"{UPLOADS}/*"),
        ("s3:ListBucket", UPLOADS),
        ("s3:ListBucketVersions", UPLOADS),
        ("rekognition:DetectLabels", "*"),
        ("rekognition:DetectModerationLabels", "*"),
        ("dynamodb:GetItem", TABLE),
        ("dynamodb:PutItem", TABLE),
        ("sqs:ChangeMessageVisibility", INTAKE),
        ("sqs:DeleteMessage", INTAKE),
        ("sqs:GetQueueAttributes", INTAKE),
        ("sqs:ReceiveMessage", INTAKE),
        ("sqs:SendMessage", "Intake/Intake/DeadLetters/Queue.Arn"),
        ("states:StartExecution", "Video/Workflow/Machine"),
        ("states:DescribeExecution", f"{STATES}:execution:{WORKFLOW}:*"),
        *((action, "Intake/ScreenUpload/Log.Arn") for action in LOGS),
    },
    "Video/Jobs/StartVideoJob/Role": TRACES
    | {
        ("s3:GetObject", f"{UPLOADS}/*"),
        ("s3:GetObjectVersion", f"{UPLOADS}/*"),
        ("s3:ListBucket", UPLOADS),
        ("s3:ListBucketVersions", UPLOADS),
        ("rekognition:StartContentModeration", "*"),
        ("rekognition:StartLabelDetection", "*"),
        ("iam:PassRole", "Video/Jobs/PublishingRole.Arn"),
        ("dynamodb:GetItem", TABLE),
        ("dynamodb:PutItem", TABLE),
        ("dynamodb:UpdateItem", TABLE),
        ("dynamodb:DeleteItem", TABLE),
        ("dynamodb:Query", TABLE),
        ("dynamodb:Query", f"{TABLE}/index/by-due"),
        ("states:SendTaskFailure", f"{STATES}:stateMachine:{WORKFLOW}"),
        ("states:SendTaskSuccess", f"{STATES}:stateMachine:{WORKFLOW}"),
        ("sqs:SendMessage", "Video/DeadLetters/Queue.Arn"),
        *((action, "Video/Jobs/StartVideoJob/Log.Arn") for action in LOGS),
    },
    "Video/Jobs/FinishVideoJob/Role": TRACES
    | {
        ("rekognition:GetContentModeration", "*"),
        ("rekognition:GetLabelDetection", "*"),
        ("dynamodb:GetItem", TABLE),
        ("dynamodb:PutItem", TABLE),
        ("dynamodb:UpdateItem", TABLE),
        ("dynamodb:DeleteItem", TABLE),
        ("states:SendTaskFailure", f"{STATES}:stateMachine:{WORKFLOW}"),
        ("states:SendTaskSuccess", f"{STATES}:stateMachine:{WORKFLOW}"),
        ("lambda:InvokeFunction", START),
        ("sqs:ChangeMessageVisibility", COMPLETIONS),
        ("sqs:DeleteMessage", COMPLETIONS),
        ("sqs:GetQueueAttributes", COMPLETIONS),
        ("sqs:ReceiveMessage", COMPLETIONS),
        ("sqs:SendMessage", "Video/Jobs/Completions/DeadLetters/Queue.Arn"),
        *((action, "Video/Jobs/FinishVideoJob/Log.Arn") for action in LOGS),
    },
    "Video/DecideVideo/Role": TRACES
    | {
        ("rekognition:GetContentModeration", "*"),
        ("rekognition:GetLabelDetection", "*"),
        ("dynamodb:GetItem", TABLE),
        ("dynamodb:PutItem", TABLE),
        ("dynamodb:UpdateItem", TABLE),
        ("dynamodb:Query", TABLE),
        ("s3:PutObject", f"{EVIDENCE}/evidence/*"),
        ("s3:PutObject", f"{EVIDENCE}/progress/*"),
        ("s3:GetObject", f"{EVIDENCE}/progress/*"),
        ("s3:ListBucket", EVIDENCE),
        ("sqs:SendMessage", "Video/DeadLetters/Queue.Arn"),
        *((action, "Video/DecideVideo/Log.Arn") for action in LOGS),
    },
    "Video/Workflow/Role": TRACES
    | {
        ("lambda:InvokeFunction", START),
        ("lambda:InvokeFunction", "Video/DecideVideo/Function.Arn"),
        ("xray:GetSamplingRules", "*"),
        ("xray:GetSamplingTargets", "*"),
    },
    "Video/Jobs/PublishingRole": {("sns:Publish", "Video/Jobs/Topic")},
    "Enforcement/EnforceVerdict/Role": TRACES
    | {
        ("dynamodb:GetItem", TABLE),
        ("dynamodb:PutItem", TABLE),
        ("dynamodb:DescribeStream", "Moderation.StreamArn"),
        ("dynamodb:GetRecords", "Moderation.StreamArn"),
        ("dynamodb:GetShardIterator", "Moderation.StreamArn"),
        ("dynamodb:ListStreams", "Moderation.StreamArn"),
        ("s3:PutObjectTagging", f"{UPLOADS}/*"),
        ("s3:PutObjectVersionTagging", f"{UPLOADS}/*"),
        ("s3:ListBucket", UPLOADS),
        ("s3:ListBucketVersions", UPLOADS),
        ("sns:Publish", "Enforcement/Alerts"),
        ("events:PutEvents", "arn:aws:events:eu-central-1:111122223333:event-bus/default"),
        ("sqs:SendMessage", "Enforcement/EnforcementDeadLetters/Queue.Arn"),
        *((action, "Enforcement/EnforceVerdict/Log.Arn") for action in LOGS),
    },
    "Operations/Sweep/Role": TRACES
    | {
        ("dynamodb:Query", f"{TABLE}/index/by-due"),
        ("dynamodb:GetItem", TABLE),
        ("dynamodb:PutItem", TABLE),
        ("sqs:SendMessage", INTAKE),
        ("sqs:SendMessage", COMPLETIONS),
        ("lambda:InvokeFunction", START),
        ("sqs:SendMessage", "Operations/SweepDeadLetters/Queue.Arn"),
        *((action, "Operations/Sweep/Log.Arn") for action in LOGS),
    },
    "Cases/OpenCase/Role": TRACES
    | {
        ("dynamodb:GetItem", TABLE),
        ("dynamodb:PutItem", TABLE),
        ("dynamodb:Query", TABLE),
        ("sqs:ChangeMessageVisibility", REVIEW),
        ("sqs:DeleteMessage", REVIEW),
        ("sqs:GetQueueAttributes", REVIEW),
        ("sqs:ReceiveMessage", REVIEW),
        ("sqs:SendMessage", "Enforcement/Review/DeadLetters/Queue.Arn"),
        *((action, "Cases/OpenCase/Log.Arn") for action in LOGS),
    },
    "Cases/CloseCase/Role": TRACES
    | {
        ("dynamodb:GetItem", TABLE),
        ("dynamodb:PutItem", TABLE),
        ("dynamodb:DescribeStream", "Moderation.StreamArn"),
        ("dynamodb:GetRecords", "Moderation.StreamArn"),
        ("dynamodb:GetShardIterator", "Moderation.StreamArn"),
        ("dynamodb:ListStreams", "Moderation.StreamArn"),
        ("sqs:SendMessage", "Cases/CloseCaseDeadLetters/Queue.Arn"),
        *((action, "Cases/CloseCase/Log.Arn") for action in LOGS),
    },
    "Uploads/ShowUpload/Role": TRACES
    | {
        ("s3:GetObject", f"{UPLOADS}/*"),
        ("s3:GetObjectVersion", f"{UPLOADS}/*"),
        ("s3:ListBucket", UPLOADS),
        ("s3:ListBucketVersions", UPLOADS),
        ("dynamodb:GetItem", TABLE),
        *((action, "Uploads/ShowUpload/Log.Arn") for action in LOGS),
    },
    "Api/ReviewApi/Role": TRACES
    | {
        ("dynamodb:GetItem", TABLE),
        ("dynamodb:PutItem", TABLE),
        ("dynamodb:Query", TABLE),
        ("dynamodb:Query", f"{TABLE}/index/by-day"),
        ("dynamodb:Query", f"{TABLE}/index/by-due"),
        ("dynamodb:Query", f"{TABLE}/index/by-key"),
        ("lambda:InvokeFunction", SHOW),
        *((action, "Api/ReviewApi/Log.Arn") for action in LOGS),
    },
    "Console/ServeConsole/Role": TRACES
    | {(action, "Console/ServeConsole/Log.Arn") for action in LOGS},
}
