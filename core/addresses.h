// What people's phones and mail addresses have shown: proved by a code, answered by somebody, or
// dead. Every proof belongs to one person and one address; another address begins unproved.
#pragma once

#include "core/draft.h"

#include <string>
#include <vector>

namespace tocsin {

// Somebody has answered a call, a question or a code by this address: a human act (HSSI-15).
void note_answer(Draft& draft, const PersonId& person, const std::string& address,
                 const std::string& how);

// What a provider says of a message: that it can never reach its phone, or that one which was dead
// has got a message.
void note_receipt(Draft& draft, const SendState& send, const Receipt& receipt);

// Sends a code to the address that the person has today. The answer is refused, with a sentence,
// when there is none or nothing sends to it; unknown_person; else done, and its detail is masked by
// nobody: the address.
void check_address(Draft& draft, const AddressChecked& checked);

// A code that the person has read out. Done: proved. wrong_digits, or locked when that was the last
// try; not_found when none is awaited of that person.
void say_code(Draft& draft, const AddressCodeSaid& said);

// The person who is to prove this phone by `code`; empty when that is not its code.
PersonId proves_phone(const Draft& draft, const std::string& phone, const std::string& code);

// The code has come from the phone itself.
void prove_by_text(Draft& draft, const PersonId& person, const std::string& phone);

// The people of the configuration and of the rotas' weeks in force, by id, with their addresses of
// today.
std::vector<Callee> everybody(const Draft& draft);

}  // namespace tocsin
