// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/unreadable.h"

#include "event/utf8.h"
#include "validation/rulekinds.h"
#include "validation/text.h"

#include <algorithm>

namespace eventscope {

namespace {

// Beyond this nothing is tried out.
constexpr std::size_t largestMended = 16u << 20;

bool removesComment(std::string_view text, const TextEdit &edit)
{
    const std::string_view removed = text.substr(edit.offset, edit.length);
    return removed.find('/') != std::string_view::npos;
}

// Whether the text could not be read because of what the edits remove: what the reader stumbled over
// is one of them, or stands right behind one.
const TextEdit *causeOf(const std::vector<TextEdit> &edits, const JsonFault &fault)
{
    const TextEdit *before = nullptr;
    for (const TextEdit &edit : edits) {
        if (edit.offset > fault.offset)
            break;
        before = &edit;
    }
    return before;
}

bool becomesReadable(std::string_view text, const std::vector<TextEdit> &edits)
{
    if (text.size() > largestMended)
        return false;
    const QByteArray mended = applied(bytesOf(text), edits);
    JsonTape tape;
    return tape.read(viewOf(mended));
}

}

Finding unreadableFinding(std::string_view text, const JsonFault &fault, const std::vector<TextRule> &rules)
{
    Finding finding;
    finding.rule = rulekinds::builtInJsonRule;
    finding.severity = Severity::Error;
    finding.offset = fault.offset;
    finding.length = fault.offset < text.size() ? 1 : 0;
    finding.sentence = ruletext::sentence(fault.sentence);
    if (fault.kind != JsonFault::Kind::Syntax && fault.kind != JsonFault::Kind::Trailing)
        return finding;

    const std::vector<TextEdit> edits =
        text.size() <= largestMended ? editsToStripComments(text) : std::vector<TextEdit>();
    const TextEdit *cause = edits.empty() ? nullptr : causeOf(edits, fault);
    const bool mends = !edits.empty() && becomesReadable(text, edits);
    if (!mends && (cause == nullptr || cause->offset + cause->length < fault.offset))
        return finding;
    const TextEdit &first = mends || cause == nullptr ? edits.front() : *cause;
    const bool comments =
        std::any_of(edits.begin(), edits.end(), [text](const TextEdit &edit) { return removesComment(text, edit); });
    const bool commas =
        std::any_of(edits.begin(), edits.end(), [text](const TextEdit &edit) { return !removesComment(text, edit); });

    finding.offset = first.offset;
    finding.length = first.length;
    finding.sentence = comments ? Text::tr("The text has comments, which are no JSON")
                                : Text::tr("There is a comma before a closing bracket, which is no JSON.");
    QString label = Text::tr("Strip the comments and surplus commas");
    for (const TextRule &rule : rules) {
        if (!((rule.comments && comments) || (rule.trailingCommas && commas)))
            continue;
        finding.rule = rule.id;
        finding.severity = rule.severity;
        finding.source = rule.source;
        if (!rule.say.isEmpty())
            finding.sentence = ruletext::sentence(rule.say);
        if (rule.fix && !rule.fix->label().isEmpty())
            label = rule.fix->label();
        break;
    }
    if (mends)
        finding.fix = Fix{label, edits};
    return finding;
}

}
