#include "rota/contacts.h"

#include "rota/contact.h"
#include "rota/findings.h"
#include "rota/words.h"

#include <algorithm>
#include <utility>

namespace tocsin {
namespace {

constexpr std::size_t person_name_bytes_max = 64;

bool good_person_name(std::string_view name) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; };
    return !name.empty() && name.size() <= person_name_bytes_max &&
           std::ranges::none_of(name, control);
}

std::string phone_advice(const Phone& phone) {
    return phone.no_texts.empty() ? "write a mobile as 07700 900101 or +44 7700 900101"
                                  : "write a mobile, or delete the phone and give a mail address";
}

class Reader {
public:
    Reader(const std::string& file, RotaTerms& terms) : found_(file), terms_(terms) {}

    Problems read(const Node& contacts) {
        if (found_.is_map(contacts, "contacts", "people by their id")) {
            for (const auto& [id, value] : contacts.fields) read_one(id, value);
        }
        return found_.in_order();
    }

private:
    void read_one(const Node& id, const Node& value) {
        const bool nobody = id.text == "nobody";
        if (nobody || !good_name(id.text, ".-_")) {
            found_.refuse(
                id.mark, quoted(id.text) + " cannot be the id of a person",
                nobody ? "\"nobody\" stands for an empty shift"
                       : "ids are small letters, digits, dots, hyphens and underscores, 64 at most",
                "write an id such as pat.ash");
            return;
        }
        terms_.people.insert(id.text);
        if (!found_.is_map(value, id.text, "name, phone and mail")) return;
        found_.only(value, "a contact", {"name", "phone", "mail"});
        Person person{id.text, name_of(id, value), {}};
        read_phone(value, person.contact.phone);
        read_mail(value, person.contact.mail);
        if (value.find("phone") == nullptr && value.find("mail") == nullptr) {
            found_.refuse(id.mark, quoted(id.text) + " has neither phone nor mail",
                          "nobody could reach them",
                          "add phone: 07700 900101, or mail: pat.ash@example.org");
        }
        terms_.contacts.push_back(std::move(person));
    }

    std::string name_of(const Node& id, const Node& value) {
        const Node* name = value.find("name");
        if (name != nullptr && good_person_name(name->text)) return name->text;
        found_.refuse(name == nullptr ? id.mark : name->mark,
                      quoted(id.text) + " has no name that can be told",
                      "a call says who has it, in one line of 64 letters at most",
                      "write name: Pat Ash");
        return "";
    }

    void read_phone(const Node& value, std::string& into) {
        const Node* node = value.find("phone");
        if (node == nullptr || !found_.is_text(*node, "phone")) return;
        Phone phone = parse_texted_phone(node->text, terms_.phone_region);
        if (!phone.why.empty()) {
            found_.refuse(node->mark, quoted(node->text) + " is not a phone that can be texted",
                          phone.why, phone_advice(phone));
        }
        into = std::move(phone.value);
    }

    void read_mail(const Node& value, std::string& into) {
        const Node* node = value.find("mail");
        if (node == nullptr || !found_.is_text(*node, "mail")) return;
        Checked mail = parse_mail(node->text);
        if (!mail.why.empty()) {
            found_.refuse(node->mark, quoted(node->text) + " is not a mail address", mail.why,
                          "write it as pat.ash@example.org");
        }
        into = std::move(mail.value);
    }

    Findings found_;
    RotaTerms& terms_;
};

}  // namespace

Problems read_contacts(const Node& contacts, const std::string& file, RotaTerms& terms) {
    return Reader(file, terms).read(contacts);
}

}  // namespace tocsin
