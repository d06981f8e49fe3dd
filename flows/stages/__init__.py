"""The five stages of a case, in order: each module exposes STAGE and run."""

from flows.stages import (
    damages_claim,
    log_preservation,
    platform_request,
    provider_identification,
    subscriber_disclosure,
)

STAGES = (platform_request, provider_identification, log_preservation, subscriber_disclosure, damages_claim)
