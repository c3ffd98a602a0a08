"""Tables of capacity work: assessments, sessions and certificates, consultancy, what came of it."""

from capacity.models.assessments import (
    POINT_LABELS,
    AssessmentState,
    ItemAnswer,
    Point,
    SelfAssessment,
)
from capacity.models.consultancy import ConsultancyEntry, ConsultancyTask
from capacity.models.instruments import TakenInstrument
from capacity.models.outputs import (
    GRANT_LABELS,
    PRACTICE_LABELS,
    Grant,
    GrantState,
    GrantStep,
    Practice,
    PracticeState,
)
from capacity.models.sessions import (
    SESSION_LABELS,
    CapacitySession,
    Certificate,
    Feedback,
    FeedbackGiven,
    Material,
    OldCode,
    Presence,
    SessionKind,
)

__all__ = [
    "GRANT_LABELS",
    "POINT_LABELS",
    "PRACTICE_LABELS",
    "SESSION_LABELS",
    "AssessmentState",
    "CapacitySession",
    "Certificate",
    "ConsultancyEntry",
    "ConsultancyTask",
    "Feedback",
    "FeedbackGiven",
    "Grant",
    "GrantState",
    "GrantStep",
    "ItemAnswer",
    "Material",
    "OldCode",
    "Point",
    "Practice",
    "PracticeState",
    "Presence",
    "SelfAssessment",
    "SessionKind",
    "TakenInstrument",
]
