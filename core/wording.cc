#include "core/wording.h"

#include "core/mail_html.h"

#include <algorithm>
#include <stdexcept>

namespace tocsin {
namespace {

constexpr std::string_view call_mail =
    "{opening}\n"
    "\n"
    "{service}: {state_words}. Severity {sev}.\n"
    "Where: {place}\n"
    "Impact: {impact}\n"
    "Reported: {summary}\n"
    "Began: {start_long}\n"
    "\n"
    "Take it by {until}: open this page, type {code} and press the button.\n"
    "{link}\n"
    "Opening the page does not take it. Replying to this email does not take it.\n"
    "\n"
    "{or_reply}"
    "Or phone the {desk_long}: {phone}.\n"
    "\n"
    "If nobody has taken it by {until}, {after}.\n"
    "\n"
    "Reference {ref}.{supplier}\n"
    "{try}, sent {sent_long} by Tocsin for the {desk_long}.\n";

constexpr std::string_view task_mail =
    "{opening}\n"
    "\n"
    "A {task} is open for {of}.\n"
    "\n"
    "{service}: {state_words}. Severity {sev}.\n"
    "Where: {place}\n"
    "Impact: {impact}\n"
    "\n"
    "Take it by {until}: open this page, type {code} and press the button.\n"
    "{link}\n"
    "Opening the page does not take it. Replying to this email does not take it.\n"
    "\n"
    "{or_reply}"
    "Or phone the {desk_long}: {phone}.\n"
    "\n"
    "The task stays open until it is made safe, even after {of} is resolved. Record who, when and "
    "how: tocsin safe {ref}\n"
    "\n"
    "If nobody has taken it by {until}, {after}.\n"
    "\n"
    "Reference {ref}.{supplier}\n"
    "{try}, sent {sent_long} by Tocsin for the {desk_long}.\n";

constexpr std::string_view task_phone_mail =
    "{opening}\n"
    "\n"
    "A {task} is open. Severity {sev}. Details by phone only, {phone}.\n"
    "\n"
    "Take it by {until}: open this page, type {code} and press the button.\n"
    "{link}\n"
    "Opening the page does not take it. Replying to this email does not take it.\n"
    "\n"
    "If nobody has taken it by {until}, {after}.\n"
    "\n"
    "Reference {ref}.\n"
    "{try}, sent {sent_long} by Tocsin for the {desk_long}.\n";

constexpr std::string_view merged_mail =
    "{opening}\n"
    "\n"
    "{count} incidents need you. Worst: severity {sev}, {service}: {state_words}.\n"
    "Where: {place}\n"
    "All: {list}\n"
    "\n"
    "Take all {count} by {until}: open this page, type {code} and press the button.\n"
    "{link}\n"
    "Opening the page does not take them. Replying to this email does not take them.\n"
    "\n"
    "{or_reply}"
    "Or phone the {desk_long}: {phone}.\n"
    "\n"
    "If nobody has taken them by {until}, {after}.\n"
    "\n"
    "Sent {sent_long} by Tocsin for the {desk_long}.\n";

constexpr std::string_view shift_mail =
    "{person}, your on-call {shift}: {duties}.\n"
    "\n"
    "Confirm by {until}: open this page, type {code} and press the button.\n"
    "{link}\n"
    "Opening the page confirms nothing. Replying to this email confirms nothing.\n"
    "\n"
    "Cannot do it? Say so on the page. The {desk_long} finds cover; until then you are called "
    "first.\n"
    "\n"
    "Before you: {prev}. After you: {after_you}. {above}: {people}.\n"
    "Open now: {open}.\n"
    "\n"
    "Or phone the {desk_long}: {phone}.\n"
    "\n"
    "Sent {sent_long} by Tocsin for the {desk_long}.\n";

}  // namespace

const std::vector<Template>& templates() {
    static const std::vector<Template> all = {
        // HSSI-14: the first try at the person on call.
        {"call.open", "Take this: Sev {sev} {service} {state} ({ref}, {try_short})",
         "{desk}: Sev {sev}. {service} {state}\n"
         "Take it by {until}: {link}\n"
         "{place}\n"
         "You are {role} on call. Or phone {phone}\n"
         "{ref}, {try_short}, {sent}",
         call_mail, Ask::press},
        // HSSI-14: the last try of a rung.
        {"call.open.2", "Take this: Sev {sev} {service} {state} ({ref}, last try)",
         "{desk}: last try. Sev {sev}. {service} {state}\n"
         "Take it by {until}: {link}\n"
         "{place}\n"
         "If not, {next} is called. Or phone {phone}\n"
         "{ref}, {sent}",
         call_mail, Ask::press},
        // HSSI-14, 16, 17, 23: anybody called for a reason.
        {"call.open.why", "Take this: Sev {sev} {service} {state} ({ref}, {try_short})",
         "{desk}: Sev {sev}. {service} {state}\n"
         "Take it by {until}: {link}\n"
         "{place}\n"
         "{why}. Or phone {phone}\n"
         "{ref}, {sent}",
         call_mail, Ask::press},
        // P11: the last resort, each round.
        {"call.open.last", "Take this: Sev {sev} {service} {state} ({ref}, round {round})",
         "{desk}: Sev {sev}. {service} {state}\n"
         "Take it now: {link}\n"
         "{place}\n"
         "{missed}. Or phone {phone}\n"
         "{ref}, round {round}, {sent}",
         call_mail, Ask::press},
        // HSSI-42: a task of an incident, each try.
        {"call.open.task", "Take this: {task}, {service} ({ref}, {try_short})",
         "{desk}: {task}, Sev {sev}\n"
         "Take it by {until}: {link}\n"
         "{service} {state}, {place}\n"
         "Or phone {phone}. {ref} of {of}, {sent}",
         task_mail, Ask::press},
        // HSSI-43: one that nobody writes about.
        {"call.open.task.phone", "Take this: {task} ({ref}, {try_short})",
         "{desk}: {task}, Sev {sev}\n"
         "Take it by {until}: {link}\n"
         "Details by phone only: {phone}\n"
         "You are {role}\n"
         "{ref}, {sent}",
         task_phone_mail, Ask::press},
        // P8: one person, several calls.
        {"call.open.merged", "Take these: {count} incidents, worst Sev {sev} {service} {state}",
         "{desk}: {count} incidents, worst Sev {sev} {service} {state}\n"
         "Take all by {until}: {link}\n"
         "{place}\n"
         "Phone {phone}. {ref} and {more} more, {sent}",
         merged_mail, Ask::press},
        // HSSI-14: to an app on the phone. No action takes the call from a lock screen
        // (wording 2.8).
        {"push.call", "Take this: Sev {sev} {service} {state}",
         "{place}. Take it by {until}.\n"
         "{link}",
         "", Ask::press},
        {"push.call.merged", "Take {count}: worst Sev {sev} {service} {state}",
         "{place}. Take all {count} by {until}.\n"
         "{link}",
         "", Ask::press},
        // HSSI-14: a phone call. Its first sentence says who and why, for call screening shows it.
        {"voice.call", "",
         "{desk_long} on-call system, for {person}, about a severity {sev} incident.\n"
         "{service}: {state_words}. {place}.\n"
         "Press 1 to take it. Press 2 to pass it on. Press 3 to hear this again. Press 9 if you "
         "are "
         "not {person}.",
         "", Ask::press},
        {"voice.call.merged", "",
         "{desk_long} on-call system, for {person}, about {count} incidents.\n"
         "The worst is severity {sev}. {service}: {state_words}. {place}.\n"
         "Press 1 to take them. Press 2 to pass them on. Press 3 to hear this again. Press 9 if "
         "you "
         "are not {person}.",
         "", Ask::press},
        // The same calls by text, where the sender can be answered; their mails are those above.
        {"call.1", "",
         "{desk}: Sev {sev}. {service} {state}\n"
         "{place}\n"
         "Reply {code} to take it by {until}\n"
         "You are {role} on call. Or phone {phone}\n"
         "{ref}, {try_short}, {sent}",
         "", Ask::reply},
        {"call.2", "",
         "{desk}: last try. Sev {sev}. {service} {state}\n"
         "{place}\n"
         "Reply {code} to take it by {until} or {next} is called\n"
         "Or phone {phone}\n"
         "{ref}, {sent}",
         "", Ask::reply},
        {"call.why", "",
         "{desk}: Sev {sev}. {service} {state}\n"
         "{place}\n"
         "Reply {code} to take it by {until}\n"
         "{why}. Or phone {phone}\n"
         "{ref}, {sent}",
         "", Ask::reply},
        {"call.task", "",
         "{desk}: {task}. {service} {state}, Sev {sev}\n"
         "{place}\n"
         "Reply {code} to take it by {until}\n"
         "Or phone {phone}. {ref} of {of}, {sent}",
         "", Ask::reply},
        {"call.task.phone", "",
         "{desk}: {task}, Sev {sev}. Details by phone only: {phone}\n"
         "Reply {code} to take it by {until}\n"
         "You are {role}\n"
         "{ref}, {sent}",
         "", Ask::reply},
        {"call.last", "",
         "{desk}: {missed}. Sev {sev}. {service} {state}\n"
         "{place}\n"
         "Reply {code} to take it now. Or phone {phone}\n"
         "{ref}, round {round}, {sent}",
         "", Ask::reply},
        {"call.merged", "",
         "{desk}: {count} incidents. Worst: Sev {sev}, {service} {state}\n"
         "{place}\n"
         "Reply {code} to take all {count} by {until}\n"
         "Phone {phone}. {ref} and {more} more, {sent}",
         "", Ask::reply},
        // HSSI-14: everybody called before.
        {"told.taken", "Taken: {ref} {service}, {person} ({role}) {time}",
         "{desk}: taken. {person} ({role}) has {ref} {service} since {time}\n"
         "Nothing for you to do",
         "", Ask::nothing},
        // HSSI-14: the higher rung, whose call stands until it ends it.
        {"told.taken.late", "Taken late: {ref} {service}, {person} ({role}) {time}",
         "{desk}: {person} ({role}) took {ref} {service} late, at {time}\n"
         "Your call stands until you take it or end it. Phone {phone}",
         "", Ask::nothing},
        // P11: who has it, when its monitor or somebody else says that it is worse.
        {"told.worse", "Worse: {ref} {service}, Sev {sev} now",
         "{desk}: {ref} {service} is Sev {sev} now, it was Sev {was}\n"
         "You have it. If you cannot, pass it on or phone {phone}",
         "", Ask::nothing},
        // P11: level 1 with them.
        {"told.level1.worse", "Worse: {ref} {service}, Sev {sev} now",
         "Tocsin to {desk}: {ref} {service} is Sev {sev} now, it was Sev {was}\n"
         "{person} ({role}) has it. Phone {mobile}",
         "", Ask::nothing},
        // HSSI-55, P11: taker and everybody called.
        {"told.standdown", "Stand down: {ref} {service}",
         "{desk}: stand down. {ref} {service}\n"
         "{reason}\n"
         "Nothing for you to do",
         "", Ask::nothing},
        // HSSI-14: level 1.
        {"told.level1.taken", "Taken: {ref} {service}, {person} ({role}) {time}",
         "Tocsin to {desk}: {person} ({role}) took {ref} at {time} by {how}, {after} after the "
         "first "
         "call. Phone {mobile}",
         "", Ask::nothing},
        // HSSI-17: level 1, who was told that this person has it.
        {"told.level1.passed", "Passed on: {ref} {service}, {next} called",
         "Tocsin to {desk}: {person} ({role}) passed {ref} on at {time}\n"
         "{above}, {people}, called {sent}",
         "", Ask::nothing},
        // HSSI-14, 16: level 1.
        // HSSI-20: what began above level 1, whose phone its people are given.
        {"told.level1.began", "Called: {next_people} for {ref} {service}",
         "Tocsin to {desk}: {ref} Sev {sev} {service} {state}\n"
         "{place}\n"
         "{next_people} called {time}\n"
         "You hear when it is taken",
         "", Ask::nothing},
        {"told.level1.up", "Not reached: {role} {person} for {ref}, {next} called",
         "Tocsin to {desk}: {role} {person} not reached for {ref}\n"
         "Tries: {tries}\n"
         "Called at {time}: {next_people}",
         "", Ask::nothing},
        // P11: level 1.
        {"told.level1.last", "Nobody has taken {ref}: Sev {sev} {service}",
         "Tocsin to {desk}: nobody has taken {ref}, Sev {sev} {service}\n"
         "Every contact tried, now round {round} with the last resort\n"
         "Phone people yourself: tocsin who",
         "", Ask::nothing},
        // HSSI-16: the rota team and level 1, at upload.
        {"rota.gap", "Rota gap {frm_iso}: nobody is {gaprole}",
         "Tocsin: nobody is {gaprole}, {frm} to {to}\n"
         "Calls then {effect}\n"
         "Upload a rota or name cover",
         "", Ask::nothing},
        // HSSI-16: the same, a day before.
        {"rota.gap.day", "Rota gap {frm_iso}: still nobody is {gaprole}",
         "Tocsin: still nobody is {gaprole} from {frm}, in {hours}\n"
         "Calls then {effect}\n"
         "Upload a rota or name cover",
         "", Ask::nothing},
        // HSSI-16: level 1, when it begins.
        {"rota.gap.now", "Rota gap: nobody is {gaprole} until {to}",
         "Tocsin to {desk}: nobody is {gaprole} from {frm} until {to}\n"
         "Calls {effect}",
         "", Ask::nothing},
        // WSIC-11: the rota team and level 1, before the last term of a role ends.
        {"term.ends", "Term ends {end}: nobody is {gaprole} from {frm_iso}",
         "Tocsin: the term of {person} as {gaprole} ends {end}, in {hours}\n"
         "From {frm} nobody holds the role{when}\n"
         "Name a successor in the procedure {procedure}",
         "", Ask::nothing},
        // WSIC-11: the same, when it has ended.
        {"term.ended", "Nobody is {gaprole} since {frm_iso}",
         "Tocsin: nobody is {gaprole} from {frm} until {to}{when}\n"
         "Calls {effect}\n"
         "Name somebody in the procedure {procedure}",
         "", Ask::nothing},
        // DSPT-10: level 1, when nobody has exercised a procedure for long.
        {"exercise.due", "An exercise of {procedure} is due",
         "Tocsin to {desk}: an exercise of {procedure} is due\n"
         "Last: {last}\n"
         "Agree on a day with whoever answers for it",
         "", Ask::nothing},
        // HSSI-15: whose shift begins; by a text that cannot be answered, and by mail.
        {"shift.start.link", "Confirm by {until}: you are {role} {frm_iso}",
         "{desk}: confirm your {shift} by {until}: {link}\n"
         "{duties}\n"
         "Cannot do {it}? Say so there\n"
         "{above}: {people}. {desk} {phone}",
         shift_mail, Ask::press},
        {"shift.start", "",
         "{desk}: your {shift}: {duties}\n"
         "Reply {code} to confirm by {until}\n"
         "Cannot do {it}? Reply {code} NO\n"
         "{above}: {people}. {desk} {phone}",
         "", Ask::reply},
        // HSSI-15: the same, half-way to {until}.
        {"shift.remind.link", "Not confirmed yet: you are {role} {frm_iso}",
         "{desk}: not confirmed yet: {link}\n"
         "Your {shift}: {duties}\n"
         "At {until} {desk} is told",
         shift_mail, Ask::press},
        {"shift.remind", "",
         "{desk}: not confirmed yet. Your {shift}: {duties}\n"
         "Reply {code}, or {code} NO\n"
         "At {until} {desk} is told",
         "", Ask::reply},
        // HSSI-15: level 1.
        {"shift.unconfirmed", "Not confirmed: {role} {frm_iso}, {person}",
         "Tocsin to {desk}: {role} shift {frm} to {to} not confirmed\n"
         "Phone {person} {mobile} or name cover\n"
         "Until then calls go to {person}, then {next}",
         "", Ask::nothing},
        // HSSI-13, 15: level 1.
        {"shift.declined", "Cannot do it: {person}, {role} {frm_iso}",
         "Tocsin to {desk}: {person} cannot do {role} {frm} to {to}\n"
         "Name cover: tocsin rota swap\n"
         "Until then calls go to {person}, then {next}",
         "", Ask::nothing},
        // HSSI-15: level 1, which was told otherwise before.
        {"shift.late", "Confirmed late: {role} {frm_iso}, {person}",
         "Tocsin to {desk}: {person} has confirmed {role} {frm} to {to}\n"
         "Nothing for you to do",
         "", Ask::nothing},
        // HSSI-67: whose shift begins while something is open.
        {"shift.live", "Before your shift: {ref} Sev {sev} {service}",
         "{desk}: open before your {role} shift, {frm}:\n"
         "{ref} Sev {sev} {service} {state}, {who}\n"
         "Nothing for you to do yet. {desk} {phone}",
         "", Ask::nothing},
        // HSSI-16: the rota team and level 1, a day before.
        {"shift.unreachable", "Not reachable: {person}, {role} {frm_iso}",
         "Tocsin: nothing reaches {person}, {role} {frm} to {to}\n"
         "{cause}\n"
         "Mend it, or name cover: tocsin rota swap",
         "", Ask::nothing},
        // HSSI-15: proof of a phone, by a text that can be answered, and of any address.
        {"contact.verify", "",
         "{desk}: is this the phone of {person}?\n"
         "Reply {code} to prove it, by {until}\n"
         "Not you? Nothing for you to do",
         "", Ask::reply},
        {"contact.code", "Your number is {code}: proof of a contact",
         "{desk}: the number {code} proves a contact of {person}\n"
         "Say it to whoever asked for it, by {until}\n"
         "Not you? Phone {desk} {phone}",
         "", Ask::nothing},
        // Who owes it, before it is due.
        {"owed.soon", "Owed by you: {owed} by {due}",
         "Tocsin: {owed} due {due} on {ref} {service}, Sev {sev}\n"
         "Owed by you as {owner}. {ask}\n"
         "Done? Tell {desk}, {phone}",
         "", Ask::nothing},
        // Who owes it, level 1, and whoever else the procedure names.
        {"owed.late", "Late: {owed}, due {due}, {ref}",
         "Tocsin: {owed} {late} on {ref} {service}, Sev {sev}\n"
         "It was due {due}, owed by {person} ({owner})\n"
         "Do it now or phone {phone}{chase}",
         "", Ask::nothing},
        // HSSI-66: the same, while a message waits for a decision. The clock runs on.
        {"owed.soon.held", "Held, {decider} decides: {owed}",
         "Tocsin: {owed} due {due} on {ref} {service}, Sev {sev}\n"
         "Written, and held: {hold}\n"
         "{decider} decides: tocsin holds, or phone {phone}",
         "", Ask::nothing},
        {"owed.late.held", "Late, {decider} decides: {owed}",
         "Tocsin: {owed} {late} on {ref} {service}, Sev {sev}\n"
         "Written, and held: {hold}\n"
         "{decider} decides: tocsin holds, or phone {phone}{chase}",
         "", Ask::nothing},
        // HSSI-50: whoever owes it, when it was not enough.
        {"owed.back", "Sent back to you: {owed}, {ref}",
         "Tocsin: {owed} sent back on {ref} {service}, Sev {sev}\n"
         "Why: {reason}\n"
         "Due again {due}, owed by you as {owner}\n"
         "Questions? Phone {desk}, {phone}",
         "", Ask::nothing},
        // HSSI-19: who hands over, while the phone call is not recorded.
        {"handover.call", "Not recorded: handover call to {goes}",
         "Tocsin to {from}: no handover call to {goes} is recorded, due {due}\n"
         "It proves that the divert is set or removed\n"
         "Phone them, then: tocsin handover call",
         "", Ask::nothing},
        // HSSI-35, 66: who decides whether a message goes out. What it says stays where it is held.
        {"hold.decide", "[{ref}] Not sent, you decide: {what}",
         "Tocsin: not sent, you decide. {ref} {service}\n"
         "Why held: {hold}\n"
         "Read it and decide: tocsin holds. Or phone {phone}",
         "The {what} about {ref} has not been sent. You decide.\n"
         "\n"
         "Why held: {hold}\n"
         "Read it and decide: tocsin holds\n"
         "Or phone the {desk_long}, {phone}.\n",
         Ask::nothing},
        {"hold.level-1", "[{ref}] Not sent: {what} is held",
         "Tocsin: not sent. {ref} {what} is held\n"
         "Why: {hold}\n"
         "Whoever decides is asked. See: tocsin holds",
         "", Ask::nothing},
        // HSSI-34: level 1.
        {"hold.never", "[{ref}] Not sent, and nobody can lift it",
         "Tocsin: not sent, and nobody can lift it. {ref} {service}\n"
         "Why: {hold}. No message about it goes out",
         "", Ask::nothing},
        // HSSI-47: level 1. What was found is never repeated, and never released by text.
        {"hold.patient", "[{ref}] Not sent: may hold patient data",
         "Tocsin: not sent. {ref} {what} may hold patient data\n"
         "{found}\n"
         "Rewrite it, or release it with a reason: tocsin holds",
         "", Ask::nothing},
        // HSSI-12: the rota team and level 1, well before the week.
        {"rota.week", "Rota missing {week_iso}: nothing uploaded",
         "Tocsin: no rota for the week of {week}\n"
         "First empty shift: {first}. Weekly rota goes out {out}\n"
         "Upload it: tocsin rota upload",
         "There is no rota for the week of {week_long}.\n"
         "\n"
         "The weekly rota goes out {out}. The first shift with nobody is {first}.\n"
         "{last}\n"
         "Upload it: tocsin rota upload {rota}-{week_iso}.csv\n",
         Ask::nothing},
        // HSSI-12: level 1, when the week's rota has not gone out.
        {"rota.week.late", "Rota not out {week_iso}: {lack}",
         "Tocsin to {desk}: the rota of the week of {week} is not out\n"
         "{lack}. {stands}\n"
         "When mended: tocsin rota publish",
         "", Ask::nothing},
        // HSSI-13: who takes a shift of somebody else.
        {"rota.swap.you", "Your shift: {gaprole} from {frm_iso}",
         "{desk}: you are {gaprole} {frm} to {to}\n"
         "In place of {person}, says {by}\n"
         "Not right? Phone {desk} {phone}",
         "", Ask::nothing},
        // HSSI-13: who gave it.
        {"rota.swap.given", "Not your shift: {gaprole} from {frm_iso}",
         "{desk}: you are not {gaprole} {frm} to {to}\n"
         "In your place: {instead}, says {by}\n"
         "Not right? Phone {desk} {phone}",
         "", Ask::nothing},
        // HSSI-13: the rota team and level 1.
        {"rota.swap", "Rota swap {frm_iso}: {gaprole} {instead}",
         "Tocsin: {instead} is {gaprole} in place of {person}, {frm} to {to}\n"
         "Says {by}: {reason}",
         "", Ask::nothing},
        // P11, P14: level 1, when a provider goes on failing.
        {"op.provider", "Tocsin operator: {prov} failing since {since}",
         "Tocsin operator: {prov} is failing since {since}, {rate}\n"
         "{now}\n"
         "Look: tocsin doctor",
         "", Ask::nothing},
        // P14: level 1, when a provider that was told of works again.
        {"op.back", "Tocsin operator: {prov} works again since {since}",
         "Tocsin operator: {prov} works again since {since}\n"
         "{used}",
         "", Ask::nothing},
        // P8: level 1, after an unclean stop.
        {"op.restart", "Tocsin operator: started {since} after an unclean stop",
         "Tocsin operator: started {since} after an unclean stop\n"
         "Open: {count}. Sends offered again: {k}, may be duplicates",
         "", Ask::nothing},
        // P9: level 1.
        {"op.clock", "Tocsin operator: clock moved {step}",
         "Tocsin operator: clock moved {step} at {since}. Deadlines kept, nothing was sent twice\n"
         "Check NTP",
         "", Ask::nothing},
        // P13: level 1.
        {"op.disk", "Tocsin operator: disk full since {since}",
         "Tocsin operator: disk full since {since}, journal stopped\n"
         "New reports are refused, open calls go on, Sev 1 is paged unrecorded\n"
         "Free space on its disk",
         "", Ask::nothing},
        // Level 1, when what the journal owes and what is about to be done differ.
        {"op.audit", "Tocsin operator: check failed {since}",
         "Tocsin operator: self-check failed {since}\n"
         "{differs}\n"
         "Restart it: what it owes is read anew. Then: tocsin doctor",
         "", Ask::nothing},
        // P21: level 1, twice a day while it lasts.
        {"op.backup", "Tocsin operator: no backup of the journal",
         "Tocsin operator: no backup of the journal can be made, {kept}\n"
         "Calls go on, but a lost disk would lose the journal\n"
         "Why: tocsin doctor",
         "", Ask::nothing},
        // Level 1, when an alarm fits no route: it is handled, perhaps by the wrong people.
        {"op.unrouted", "Tocsin: {ref} fits no route ({source})",
         "Tocsin: {ref} {service} of {source} fits no route\n"
         "It goes by the default procedure. Pass it on if that is wrong\n"
         "Mend: tocsin route test",
         "", Ask::nothing},
        // P11: level 1, when a provider says that there is no such phone.
        {"op.contact", "Tocsin: {person} cannot be texted ({ref})",
         "Tocsin: {person} cannot be texted on {mobile}: {cause}\n"
         "{ref}: {ways}\n"
         "Mend the number before their next shift",
         "", Ask::nothing},
        // P11: level 1, who asks for it to be undone.
        {"op.stop", "Tocsin: {person} sent STOP, our texts are blocked",
         "Tocsin: {person} sent STOP, so our texts are blocked\n"
         "Ask them to text START to {tocsin}. Until then: email only",
         "", Ask::nothing},
        // P12: level 1, since somebody who is called cannot answer, or somebody else guesses.
        {"op.replies", "Tocsin: replies for {ref} locked, {person}",
         "Tocsin: 3 wrong numbers in texts from {person} for {ref}\n"
         "Texts cannot take it any more. Calls go on\n"
         "Phone {mobile}",
         "", Ask::nothing},
        // P12: the answers to replies, by text alone. The first word is the result.
        {"reply.taken", "",
         "Taken. {ref} {service} is yours from {time}\n"
         "Nobody else will be called{owing}\n"
         "{desk} {phone}",
         "", Ask::nothing},
        {"reply.taken.late", "",
         "Taken. {ref} {service} is yours from {time}\n"
         "{above} was called at {sent} and is told you have it\n"
         "{desk} {phone}",
         "", Ask::nothing},
        {"reply.taken.merged", "",
         "Taken: all {count}. {list}\n"
         "Nobody else will be called\n"
         "{desk} {phone}",
         "", Ask::nothing},
        {"reply.passed", "",
         "Passed on. {ref} goes to {goes}, now\n"
         "Nothing more for you to do",
         "", Ask::nothing},
        {"reply.wrongcode", "",
         "Not taken. {wrong} is not the number we sent you\n"
         "To take {ref} reply {code}\n"
         "{desk} {phone}",
         "", Ask::nothing},
        {"reply.locked", "",
         "Not taken. 3 wrong numbers came from this phone\n"
         "Replies cannot take {ref} any more\n"
         "Phone {desk} {phone}",
         "", Ask::nothing},
        {"reply.nocode", "",
         "Not taken yet. To take {ref} reply {code}\n"
         "{desk} {phone}",
         "", Ask::nothing},
        {"reply.which", "",
         "Not taken yet. Reply one of:\n"
         "{choices}",
         "", Ask::nothing},
        {"reply.unclear", "",
         "Not taken yet: was that yes or no?\n"
         "Reply {code} to take {ref}\n"
         "Reply {code} PASS to send it to {next}",
         "", Ask::nothing},
        {"reply.already", "",
         "Already taken. {person} ({role}) has {ref} since {time}\n"
         "Nothing for you to do",
         "", Ask::nothing},
        {"reply.yours", "",
         "Already yours. You have {ref} since {time}\n"
         "{desk} {phone}",
         "", Ask::nothing},
        {"reply.notyours", "",
         "Not taken. That call was not sent to this phone\n"
         "If you can help, phone {desk} {phone}",
         "", Ask::nothing},
        {"reply.unknown", "",
         "This number is for on-call staff we have called. We do not know your phone\n"
         "If it is about an incident, phone {desk} {phone}",
         "", Ask::nothing},
        {"reply.toolate", "",
         "Too late to take. {ref} {service} was stood down at {end}\n"
         "Nothing for you to do",
         "", Ask::nothing},
        {"reply.nothing", "",
         "Nothing taken. No call to this phone is open\n"
         "If it is about an incident, phone {desk} {phone}",
         "", Ask::nothing},
        // The answers to a button in a chat, where the presser has no phone of ours.
        {"press.unknown", "",
         "Not taken. We do not know who you are here\n"
         "To take {ref} phone {desk} {phone}",
         "", Ask::nothing},
        {"press.gone", "",
         "Nothing taken. We have nothing open that this button is for\n"
         "If something is wrong, phone {desk} {phone}",
         "", Ask::nothing},
        {"reply.shift", "",
         "Confirmed. You are {duties}\n"
         "Calls come from this number. Let them through silent mode\n"
         "{desk} {phone}",
         "", Ask::nothing},
        {"reply.shift.no", "",
         "Noted. {desk} is told and finds cover\n"
         "You are still called first until cover is named",
         "", Ask::nothing},
        {"reply.shift.nocode", "",
         "Not confirmed yet. To confirm your {shift} reply {code}\n"
         "Cannot do {it}? Reply {code} NO",
         "", Ask::nothing},
        {"reply.shift.unclear", "",
         "Not confirmed yet: was that yes or no?\n"
         "Reply {code} to confirm your {shift}\n"
         "Reply {code} NO if you cannot do {it}",
         "", Ask::nothing},
        {"reply.shift.wrongcode", "",
         "Not confirmed. {wrong} is not the number we sent you\n"
         "To confirm your {shift} reply {code}\n"
         "{desk} {phone}",
         "", Ask::nothing},
        {"reply.shift.locked", "",
         "Not confirmed. 3 wrong numbers came from this phone\n"
         "Phone {desk} {phone}",
         "", Ask::nothing},
        {"reply.shift.gone", "",
         "Nothing to confirm. That shift is not yours any more\n"
         "{desk} {phone}",
         "", Ask::nothing},
        {"reply.contact", "",
         "Proved. Calls for {person} reach this phone\n"
         "{desk} {phone}",
         "", Ask::nothing},
        {"reply.stop.start", "", "You can get our texts again. Any open call follows now", "",
         Ask::nothing},
        {"reply.test", "",
         "Test received {time}. This answer came by text\n"
         "If it made a noise on silent, you are ready\n"
         "{desk} {phone}",
         "", Ask::nothing},
    };
    return all;
}

const Template& template_of(std::string_view id) {
    const auto& all = templates();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Template& one) { return one.id == id; });
    if (found == all.end()) throw std::logic_error("no text has the id " + std::string(id));
    return *found;
}

std::string filled(std::string_view text, const Values& values) {
    std::string out;
    out.reserve(text.size() * 2);
    while (!text.empty()) {
        const std::size_t open = text.find('{');
        out += text.substr(0, open);
        if (open == std::string_view::npos) break;
        text.remove_prefix(open);
        const std::size_t close = text.find('}');
        const auto value =
            close == std::string_view::npos ? values.end() : values.find(text.substr(1, close - 1));
        if (value == values.end()) {
            out += '{';
            text.remove_prefix(1);
        } else {
            out += value->second;
            text.remove_prefix(close + 1);
        }
    }
    return out;
}

std::string exercise_line(const std::string& line) {
    return "EXERCISE " + line + " EXERCISE";
}

std::string exercise_text(std::string text, Ask ask) {
    while (text.ends_with('\n')) text.pop_back();
    if (ask == Ask::press) text += "\nExercise: act as if real, then stop";
    if (ask == Ask::reply) text += "\nExercise: reply as if real, then stop";
    return "EXERCISE " + text + "\nEXERCISE";
}

std::string html_part(const std::string& title, const std::string& plain) {
    std::string out = html_begin(title);
    bool heading = true;
    bool paragraph = false;
    for (std::size_t from = 0; from < plain.size();) {
        const std::size_t end = std::min(plain.find('\n', from), plain.size());
        const std::string_view line = std::string_view(plain).substr(from, end - from);
        from = end + 1;
        if (line.empty()) {
            if (paragraph) out += "</p>\n";
            paragraph = false;
            continue;
        }
        if (heading) {
            out += html_heading(line);
            heading = false;
            continue;
        }
        out += paragraph ? "<br>\n" : "<p style=\"margin:0 0 12px\">";
        paragraph = true;
        if (line == "{link}") {
            out += "<a href=\"{link}\" style=\"color:#0b4f9e\">{link}</a>";
        } else {
            out += html_text(line);
        }
    }
    if (paragraph) out += "</p>\n";
    return out + html_end();
}

}  // namespace tocsin
