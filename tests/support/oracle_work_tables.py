"""The naive oracle's tables of measures, steps and contracts, typed from the domain's pages."""

from __future__ import annotations

# Domain 6.2: the machine of every step. What stands on the left may be followed by the right.
MACHINE = {
    "PLANNED": {"IN_PROGRESS", "DONE", "FAILED", "DECLINED", "CANCELLED"},
    "IN_PROGRESS": {"DONE", "FAILED", "DECLINED", "CANCELLED"},
    "DONE": set(),
    "FAILED": set(),
    "DECLINED": set(),
    "CANCELLED": set(),
}
OPEN = {"PLANNED", "IN_PROGRESS"}
WITH_OUTCOME = {"DONE", "FAILED"}

# Some steps with their outcomes; those marked "(reason)" are in REASONED (domain 6.2).
OUTCOMES = {
    "CAREER_CARD": ("CREATED", "UPDATED", "CLOSED"),
    "VACANCY_OFFERED": ("INTERESTED", "DECLINED", "NO_ANSWER"),
    "GRADUATE_BANK": ("INCLUDED", "WITHDRAWN"),
    "RESUME_SENT": ("VIEWED", "INVITED", "REJECTED", "NO_ANSWER"),
    "INTERVIEW": ("OFFER", "REJECTED", "NO_SHOW", "SECOND_ROUND"),
    "SERVICE_TERM_CHECK": ("CONFIRMED", "CHANGED"),
    "RETENTION_CHECK": ("RETAINED", "LEFT"),
    "REFERRAL": (
        "ACCEPTED",
        "HIRED",
        "REJECTED_BY_EMPLOYER",
        "DECLINED_BY_GRADUATE",
        "EXPIRED",
    ),
}
REASONED = {("VACANCY_OFFERED", "DECLINED"), ("RETENTION_CHECK", "LEFT")}
ALL_OUTCOMES = sorted({outcome for outcomes in OUTCOMES.values() for outcome in outcomes})

# Domain 3.3: sending a résumé and the bank of graduates need the consent to transfer résumés.
BLOCKED = {"RESUME_SENT", "GRADUATE_BANK"}
NEGATIVE = {"DECLINED", "CANCELLED", "FAILED"}
CONSENT = "RESUME_TRANSFER"
CONSENTS = (CONSENT, "PD_PROCESSING", "TRANSFER_CZN", "TRANSFER_OTHER_REGION", "PHOTO_MEDIA")

# Domain 5.2, last column: адресная поддержка.
ADDRESSED = {
    "PSYCH_SUPPORT": "always",
    "RESUME": "always",
    "JOB_MATCHING": "always",
    "VACANCY_INFO": "if individual",
    "EMPLOYER_INTERVIEW": "if individual",
    "CAREER_DAY": "never",
    "JOB_FAIR": "never",
    "EXCURSION": "never",
}

# Domain 5.1: whether a measure with the result counts.
COUNTED = {
    "PROVIDED": True,
    "IN_PROGRESS": True,
    "COMPLETED": True,
    "DECLINED_BY_GRADUATE": False,
    "NO_SHOW": False,
    "NOT_COMPLETED": False,
}

# Domain 7.5 and decision 0006: the states in which a contract gives its category.
CONTRACT_STATES = {
    "DRAFT": False,
    "ACTIVE": True,
    "FULFILLING": True,
    "FULFILLED": False,
    "TERMINATED": False,
}
GIVES = {"TARGETED": "TARGETED_CONTRACT", "DUAL": "DUAL_CONTRACT"}

CAUSES = ("SALARY", "LOCATION", "HEALTH", "NO_VACANCIES")
SUBJECTS = ("AT_RISK", "NOT_IN_SPECIALTY")
