#include "core/notice_message.h"

#include "core/wording.h"

namespace tocsin {

void fill_notice(Message& message, const NoticeSent& sent) {
    if (message.medium != Medium::email) {
        message.text = sent.sms;
        return;
    }
    message.subject = sent.subject;
    message.text = sent.mail;
    message.html = html_part(sent.subject, sent.mail);
}

}  // namespace tocsin
