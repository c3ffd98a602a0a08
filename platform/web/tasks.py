"""Which function does which moment; a moment without a line here is a programming error."""

from accounts import services as accounts
from answers import tasks as answers
from capacity import services as capacity
from consultations import tasks as consultations
from councils import tasks as councils
from following import services as following
from kernel.worker import Task
from meetings import services as meetings
from moderation import tasks as moderation
from notifications import services as notifying
from notifications import tasks as notifications
from opinions import tasks as opinions
from places import services as places
from programme import tasks as programme
from proposals import tasks as proposals
from roadmap import services as roadmap
from voting import tasks as voting

TASKS: dict[str, Task] = {
    "opinions.write_import": opinions.write_import,
    "places.expire_letter": places.expire_letter,
    "accounts.send_reset": accounts.send_reset,
    "answers.due_soon": answers.remind,
    "answers.due_tomorrow": answers.remind,
    "answers.overdue": answers.remind,
    "answers.still_overdue": answers.remind,
    "capacity.remind_grant": capacity.remind_grant,
    "capacity.remind_task": capacity.remind_task,
    "capacity.settle": capacity.settle_late,
    "consultations.closing": consultations.closing,
    "consultations.opening": consultations.opening,
    "councils.decision_late": councils.remind_decision,
    "councils.decision_soon": councils.remind_decision,
    "councils.decision_still_late": councils.remind_decision,
    "councils.decision_tomorrow": councils.remind_decision,
    "councils.opinion_late": councils.remind_opinion,
    "councils.opinion_soon": councils.remind_opinion,
    "councils.opinion_still_late": councils.remind_opinion,
    "councils.opinion_tomorrow": councils.remind_opinion,
    "councils.window_over": councils.window_over,
    "following.announce": following.announce,
    "following.announce_cosponsor": following.announce_cosponsor,
    "following.announce_meeting": following.announce_meeting,
    "meetings.clear": meetings.clear,
    "meetings.remind": meetings.remind,
    "moderation.appeal_late": moderation.appeal_late,
    "moderation.appeal_soon": moderation.appeal_soon,
    "notifications.at_once": notifications.at_once,
    "notifications.digest": notifications.digest,
    "notifications.tell_part": notifying.tell_part,
    "programme.missing_over": programme.missing_over,
    "programme.remind_draft": programme.remind_draft,
    "programme.remind_missing": programme.remind_missing,
    "proposals.assessment_late": proposals.assessment_late,
    "proposals.assessment_soon": proposals.assessment_soon,
    "proposals.drop_import": proposals.drop_import,
    "proposals.expire_offer": proposals.expire_offer,
    "proposals.merge_over": proposals.merge_over,
    "proposals.pair_old": proposals.pair_old,
    "proposals.postponed": proposals.postponed,
    "proposals.publish_prepared": proposals.publish_prepared,
    "proposals.screening_late": proposals.screening_late,
    "proposals.screening_soon": proposals.screening_soon,
    "roadmap.ask_for_news": roadmap.ask_for_news,
    "voting.batch_all": voting.batch_all,
    "voting.close": voting.close,
    "voting.destroy_key": voting.destroy_key,
    "voting.mail_heads": voting.mail_heads,
    "voting.open": voting.open_box,
    "voting.publish": voting.publish,
    "voting.remind": voting.remind,
    "voting.remind_part": voting.remind_part,
    "voting.say_again": voting.say_again,
    "voting.shake_out": voting.shake_out,
    "voting.wipe_trial": voting.wipe_trial,
}

#: looked at about every 15 minutes, without a row for each look
QUARTERLY: tuple[Task, ...] = (
    voting.batch_open,
    proposals.plan_screening,
    proposals.tell_owners,
)
#: in every round: whether the process that counts opinion maps has to run
ALWAYS: tuple[Task, ...] = (opinions.keep_counting,)
