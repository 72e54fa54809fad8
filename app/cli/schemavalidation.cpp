// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/schemavalidation.h"

#include "cli/wholefile.h"
#include "event/tr.h"
#include "event/utf8.h"
#include "intake/inputwindow.h"
#include "schema/schemalibrary.h"
#include "service/redaction.h"
#include "validation/oddities.h"

#include <QDir>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>
#include <mutex>
#include <unordered_map>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t mostFindings = 1000;

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

Result<std::shared_ptr<const SchemaLibrary>> libraryOf(const QStringList &remotes)
{
    auto library = std::make_shared<SchemaLibrary>();
    for (const QString &remote : remotes) {
        // A prefix may have a '=' in it, a folder's name as well: the last one that leaves a folder is meant.
        qsizetype equals = remote.lastIndexOf(u'=');
        for (qsizetype at = equals; at > 0; at = remote.lastIndexOf(u'=', at - 1)) {
            if (QFileInfo(remote.sliced(at + 1)).isDir())
                equals = at;
        }
        if (equals <= 0) {
            return failure(Error::Kind::BadInput,
                tr("--remote takes PREFIX=DIR, such as https://example.com/schemas/=schemas, not '%1'.").arg(remote));
        }
        if (auto mapped = library->map(remote.first(equals).toUtf8(), remote.sliced(equals + 1)); !mapped)
            return failure(mapped.error());
    }
    return std::shared_ptr<const SchemaLibrary>(std::move(library));
}

Result<std::shared_ptr<const SchemaDocument>> documentIn(const QString &path)
{
    const auto text = wholeFile(path);
    if (!text)
        return failure(text.error());
    JsonFault fault;
    auto document = SchemaDocument::read(*text, &fault);
    if (document)
        return document;
    const TextPlace place = placeOf(viewOf(*text), fault.offset);
    return failure(Error::Kind::BadInput,
        u"%1:%2:%3: %4"_s.arg(path, QString::number(place.line), QString::number(place.column), fault.sentence));
}

Finding findingOf(const SchemaFailure &failure)
{
    Finding finding;
    finding.rule = failure.rule.isEmpty() ? "schema." + failure.keyword : failure.rule;
    finding.severity = severityFromId(failure.severity).value_or(Severity::Error);
    const JsonValue at = failure.at;
    finding.pointer = pointerTo(at);
    finding.offset = (failure.key ? failure.key : at).offset();
    finding.length = (failure.key ? failure.key : at).length();
    finding.sentence = failure.sentence;
    finding.expected = failure.expected;
    finding.found = failure.found;
    finding.source = failure.source;
    return finding;
}

// Names that stand more than once in an object, each at the member that counts.
void findRepeated(const JsonTape &tape, std::vector<Finding> &findings)
{
    std::unordered_map<std::string, std::pair<int, JsonValue>> names;
    for (std::uint32_t i = 0; i < tape.nodes().size() && findings.size() < mostFindings; ++i) {
        const JsonValue object(&tape, i);
        if (!object.isObject() || object.size() < 2)
            continue;
        names.clear();
        for (const auto [key, value] : object.members()) {
            auto &[times, last] = names[key.string()];
            ++times;
            last = value;
        }
        for (const auto &[name, standing] : names) {
            if (standing.first < 2)
                continue;
            Finding &finding = findings.emplace_back();
            finding.rule = "json";
            finding.severity = Severity::Warning;
            finding.pointer = pointerTo(standing.second);
            finding.offset = standing.second.offset();
            finding.length = standing.second.length();
            finding.sentence =
                tr("This member's name stands %1 times in its object; the last one was judged.").arg(standing.first);
        }
    }
}

Finding unreadable(const JsonFault &fault)
{
    Finding finding;
    finding.rule = "json";
    finding.offset = fault.kind == JsonFault::Kind::TooLarge ? 0 : fault.offset;
    finding.sentence = fault.sentence;
    return finding;
}

}

Result<std::shared_ptr<const JsonSchema>> compiledSchema(const GivenSchemas &source)
{
    auto library = libraryOf(source.remotes);
    if (!library)
        return failure(library.error());
    auto document = documentIn(source.file);
    if (!document)
        return failure(document.error());
    SchemaOptions options;
    options.assertFormats = source.assertFormats;
    options.library = *library;
    options.uri = QUrl::fromLocalFile(QFileInfo(source.file).absoluteFilePath()).toEncoded();
    auto schema = JsonSchema::compile(*document, {}, options);
    if (schema)
        return *schema;
    const SchemaFault &fault = schema.error();
    const QString where = fault.uri.isEmpty() ? source.file : QString::fromUtf8(fault.uri);
    return failure(Error::Kind::BadInput,
        tr("%1: at %2: %3")
            .arg(where, fault.pointer.isEmpty() ? tr("the root") : QString::fromUtf8(fault.pointer), fault.reason));
}

// Keeps keys that a definition knows out of what is written.
struct SchemaValidation::Redaction {
    std::function<Services()> load;
    std::once_flag once;
    Services services;

    [[nodiscard]] const Services &definitions()
    {
        std::call_once(once, [this] { services = load(); });
        return services;
    }
    void cover(const JsonTape &tape, JudgedItem &item)
    {
        QByteArray redacted;
        if (!redact(tape.root(), nullptr, definitions(), redacted))
            return;
        const auto covered = [this](QString &text) {
            text = QString::fromUtf8(redactedBytes(text.toUtf8(), definitions().all()));
        };
        JsonTape again;
        const bool reads = again.read(viewOf(redacted), {UINT32_MAX, UINT32_MAX});
        for (JudgedItem::Placed &placed : item.findings) {
            Finding &finding = placed.finding;
            covered(finding.sentence);
            covered(finding.expected);
            covered(finding.found);
            const JsonValue at = reads ? again.root().at(viewOf(finding.pointer)) : JsonValue();
            placed.shown = at ? std::pair(at.offset(), at.length()) : std::pair<quint32, quint32>(0, 0);
            finding.pointer = redactedBytes(finding.pointer, definitions().all());
        }
        item.text = redacted;
    }
    void coverBroken(JudgedItem &item)
    {
        item.text = redactedBytes(item.text.left(4096), definitions().all()).left(1024);
        for (JudgedItem::Placed &placed : item.findings)
            placed.shown = {0, 0};
    }
};

// One thread's: the tape is used again and again.
class SchemaValidation::Worker {
public:
    explicit Worker(const SchemaValidation &validation)
        : m_validation(validation)
    {}

    [[nodiscard]] JudgedItem judged(const Line &line)
    {
        JudgedItem item{JudgedItem::Kind::Event, line.file, line.line, line.number, {}, {}, true, {}, line.text, {}};
        if (line.fault || !m_tape.read(viewOf(line.text)))
            return refused(std::move(item), line.fault ? *line.fault : m_tape.fault());
        std::vector<Finding> findings;
        if (odditiesOf(m_tape).mayRepeat)
            findRepeated(m_tape, findings);
        if (!m_validation.m_schema->accepts(m_tape.root())) {
            item.valid = false;
            judge(item, findings);
        } else {
            item.findings = placedIn(item.text, std::move(findings), line.line, 1);
        }
        if (!item.findings.empty())
            m_validation.m_redaction->cover(m_tape, item);
        return item;
    }

private:
    void judge(JudgedItem &item, std::vector<Finding> findings)
    {
        const std::vector<SchemaFailure> failures = m_validation.m_schema->failures(m_tape.root(), mostFindings);
        std::vector<std::pair<Finding, QByteArray>> all;
        all.reserve(findings.size() + failures.size());
        for (Finding &finding : findings)
            all.emplace_back(std::move(finding), QByteArray());
        for (const SchemaFailure &failure : failures)
            all.emplace_back(findingOf(failure), failure.schemaPointer);
        std::stable_sort(
            all.begin(), all.end(), [](const auto &a, const auto &b) { return a.first.offset < b.first.offset; });
        std::vector<Finding> sorted;
        sorted.reserve(all.size());
        for (auto &[finding, pointer] : all)
            sorted.push_back(std::move(finding));
        item.findings = placedIn(item.text, std::move(sorted), item.line, 1);
        for (std::size_t i = 0; i < all.size(); ++i)
            item.findings[i].schemaPointer = all[i].second;
    }

    [[nodiscard]] JudgedItem refused(JudgedItem item, const JsonFault &fault) const
    {
        item.kind = JudgedItem::Kind::Reject;
        item.valid = false;
        item.findings = placedIn(item.text, {unreadable(fault)}, item.line, 1);
        m_validation.m_redaction->coverBroken(item);
        return item;
    }

    const SchemaValidation &m_validation;
    JsonTape m_tape;
};

SchemaValidation::SchemaValidation(std::shared_ptr<const JsonSchema> schema, bool whole,
    std::function<Services()> definitions, ReportOptions report, Take take)
    : m_schema(std::move(schema))
    , m_whole(whole)
    , m_redaction(new Redaction{std::move(definitions), {}, {}})
    , m_report(std::move(report))
    , m_pool([this](const std::vector<Line> &lines) { return judge(lines); }, std::move(take))
{}

SchemaValidation::~SchemaValidation() = default;

Result<void> SchemaValidation::read(const ImportSource &source)
{
    std::unique_ptr<QIODevice> device = source.device();
    if (!device->isOpen() && !device->open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return failure(Error::Kind::Io, tr("%1 cannot be opened: %2.").arg(source.label, device->errorString()));
    ByteSource bytes(std::move(device), source.label);
    InputWindow window(bytes);
    const std::size_t bound = JsonBounds().bytes;
    qint64 number = 0;
    for (bool more = true; more;) {
        if (!m_whole)
            window.limitToLine();
        while (window.rest().size() <= bound && window.more()) {
        }
        if (window.error())
            break;
        const std::string_view text = window.rest();
        if (!isBlank(text)) {
            if (++number == 1 && !m_whole)
                lookAtFirst(source.label, text);
            add(source.label, window.line(), number, text, text.size() > bound);
        }
        more = !m_whole && window.leaveLine();
    }
    if (window.error())
        return failure(*window.error());
    return {};
}

void SchemaValidation::add(const QString &file, qint64 line, qint64 number, std::string_view text, bool tooLarge)
{
    constexpr std::size_t shown = 1024;
    Line added{file, line, number, bytesOf(tooLarge ? text.substr(0, shown) : text), {}};
    if (tooLarge) {
        added.fault = JsonFault{JsonFault::Kind::TooLarge, 0,
            tr("longer than the %1 bytes that one value may have").arg(JsonBounds().bytes)};
    }
    m_pool.add(std::move(added), static_cast<qsizetype>(text.size()));
}

// `{` or `[` and what else may stand on the first line of an indented value.
void SchemaValidation::lookAtFirst(const QString &file, std::string_view text)
{
    constexpr std::size_t longest = 4096;
    JsonTape tape;
    const bool opens = text.size() <= longest && (text.front() == '{' || text.front() == '[');
    if (!opens || tape.read(text))
        return;
    std::string closed(text);
    const bool comma =
        closed.find_last_not_of(" \t\r") != std::string::npos && closed[closed.find_last_not_of(" \t\r")] == ',';
    if (comma)
        closed.resize(closed.find_last_not_of(" \t\r"));
    closed += text.front() == '{' ? '}' : ']';
    if (tape.read(closed))
        m_broken.append(file);
}

ReportedBatch SchemaValidation::judge(const std::vector<Line> &lines) const
{
    Worker worker(*this);
    std::vector<JudgedItem> items;
    items.reserve(lines.size());
    for (const Line &line : lines)
        items.push_back(worker.judged(line));
    return reported(std::move(items), m_report);
}

}
