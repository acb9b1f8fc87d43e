// The words of notices: what can be filled in, and how they read where a procedure says nothing
// else. Values come in; nothing here knows where they come from.
#pragma once

#include "core/notices.h"

#include <string>
#include <vector>

namespace tocsin {

// The names that a text of a notice may ask for, such as {{service}}.
const std::vector<std::string>& notice_names();

const std::map<NoticeStage, NoticeTexts>& default_notice_texts();
const NoticeTexts& default_correction();
const NoticeTexts& default_management();
const std::string& default_holding();

// What HSSI-30 demands.
const std::map<NoticeStage, std::set<NoticePart>>& default_notice_needs();

}  // namespace tocsin
