// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/inputreader.h"

#include "event/utf8.h"
#include "intake/cutter.h"
#include "service/redaction.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>

#include <algorithm>

namespace eventscope {

namespace {

QString tr(const char *sentence)
{
    return QCoreApplication::translate("eventscope::InputReader", sentence);
}

EnvelopeForms formsOf(const Services &services)
{
    EnvelopeForms forms;
    for (const ServicePtr &service : services.all())
        for (const QByteArray &name : service->envelopeMembers())
            if (std::find(forms.names.begin(), forms.names.end(), name) == forms.names.end())
                forms.names.push_back(name);
    forms.list = [services](JsonValue body) { return services.envelopeMember(body); };
    return forms;
}

// Looks at the first events of an input for the service that most of them are of.
class Census : public CutSink {
public:
    explicit Census(const Services &services)
        : m_services(services)
    {}

    bool event(const JsonTape &tape, const QByteArray &, const CutPlace &) override
    {
        const Detection detection = m_services.detect(tape.root());
        if (detection.service && detection.others.isEmpty())
            ++m_counts[detection.service->id()];
        return ++m_seen < enough;
    }
    bool reject(std::string_view, const CutPlace &, const QString &, bool) override { return ++m_seen < enough; }
    bool request(std::string_view, qint64, const CutPlace &, const QString &) override { return true; }

    [[nodiscard]] QByteArray majority() const
    {
        int total = 0;
        for (const int count : m_counts)
            total += count;
        for (auto it = m_counts.begin(); it != m_counts.end(); ++it)
            if (it.value() * 2 > total)
                return it.key();
        return {};
    }

private:
    static constexpr int enough = 200;

    const Services &m_services;
    QHash<QByteArray, int> m_counts;
    int m_seen = 0;
};

Finding unreadMembersFinding(const QString &names)
{
    Finding finding;
    finding.rule = "json";
    finding.severity = Severity::Warning;
    finding.inEnvelope = true;
    finding.sentence = tr("Members behind a list that is too long to be held at once were not kept with its events");
    finding.found = names;
    return finding;
}

}

InputReader::InputReader(
    const ServiceSet &services, const ImportSource &source, const ImportOptions &options, InputHandler &handler)
    : m_services(services)
    , m_source(source)
    , m_options(options)
    , m_handler(handler)
    , m_reader(services, options.read)
    , m_received(currentMicros())
{}

Result<void> InputReader::run(const InputWindow::Wanted &wanted)
{
    Result<std::unique_ptr<QIODevice>> device = open();
    if (!device)
        return failure(device.error());
    Cutter::Reopen reopen;
    if (!(*device)->isSequential())
        reopen = [this]() -> std::unique_ptr<ByteSource> {
            Result<std::unique_ptr<QIODevice>> again = open();
            return again ? std::make_unique<ByteSource>(std::move(*again), m_source.label) : nullptr;
        };
    ByteSource bytes(std::move(*device), m_source.label);
    InputWindow window(bytes, wanted);
    if (m_options.read.service.isEmpty())
        takeSample(window);
    const CutOptions options{m_options.read.bounds, m_options.stripComments};
    return Cutter(window, formsOf(m_services.services()), *this, options, std::move(reopen)).run();
}

Result<std::unique_ptr<QIODevice>> InputReader::open() const
{
    std::unique_ptr<QIODevice> device;
    if (!m_source.path.isEmpty()) {
        device = std::make_unique<QFile>(m_source.path);
    } else if (m_source.device) {
        device = m_source.device();
    } else {
        auto buffer = std::make_unique<QBuffer>();
        buffer->setData(m_source.bytes);
        device = std::move(buffer);
    }
    const bool opened = device && (device->isOpen() || device->open(QIODevice::ReadOnly | QIODevice::Unbuffered));
    if (!opened)
        return failure(
            Error::Kind::Io, tr("“%1” cannot be opened: %2.")
                                 .arg(m_source.label, device ? device->errorString() : tr("there is no such stream")));
    return device;
}

void InputReader::takeSample(InputWindow &window)
{
    constexpr std::size_t sampleBytes = 64 * 1024;
    while (window.rest().size() < sampleBytes && window.more()) {
    }
    auto buffer = std::make_unique<QBuffer>();
    buffer->setData(bytesOf(window.rest().substr(0, sampleBytes)));
    buffer->open(QIODevice::ReadOnly);
    ByteSource source(std::move(buffer), m_source.label);
    InputWindow sample(source);
    Census census(m_services.services());
    const CutOptions options{m_options.read.bounds, m_options.stripComments};
    if (Cutter(sample, formsOf(m_services.services()), census, options).run())
        m_reader.expect(census.majority());
}

bool InputReader::event(const JsonTape &tape, const QByteArray &envelope, const CutPlace &at)
{
    std::variant<Event, JsonFault> read = m_reader.read(tape, envelope, m_received, m_handler.facts());
    if (const auto *fault = std::get_if<JsonFault>(&read))
        return reject(tape.text(), at, fault->sentence, false);
    Event &event = std::get<Event>(read);
    m_lastService = event.service;
    return m_handler.event(std::move(event), at, ++m_number, m_reader.inDoubt());
}

bool InputReader::reject(std::string_view bytes, const CutPlace &at, const QString &reason, bool commented)
{
    ++m_number;
    const QByteArray kept = redactedBytes(bytesOf(bytes), m_services.services().all());
    return m_handler.reject({m_source.label, at.line, at.offset, at.length, reason, kept}, commented);
}

bool InputReader::request(std::string_view body, qint64 events, const CutPlace &at, const QString &unreadMembers)
{
    std::vector<Finding> findings;
    JsonTape tape;
    const JsonBounds unbounded{UINT32_MAX, UINT32_MAX};
    if (tape.read(body, unbounded)) {
        const std::shared_ptr<const Judge> judge = judgeOf(tape.root(), events > 0 ? m_lastService : QByteArray());
        QByteArray redacted;
        if (judge && redact(tape.root(), &judge->service(), m_services.services(), redacted))
            (void)tape.read(viewOf(redacted), unbounded);
        if (judge && !tape.isEmpty()) {
            JudgeContext context = m_options.read.context;
            context.batchCount = events;
            findings = judge->judgeRequest(tape, context).findings;
        }
    }
    if (!unreadMembers.isEmpty())
        findings.push_back(unreadMembersFinding(unreadMembers));
    return findings.empty() || m_handler.request(at.line, std::move(findings));
}

// The judge of the service that is given, else of the events in the body, else of who knows such a body.
std::shared_ptr<const Judge> InputReader::judgeOf(JsonValue body, const QByteArray &eventService) const
{
    const QByteArray &given = m_options.read.service;
    if (!given.isEmpty() || !eventService.isEmpty())
        return m_services.judge(given.isEmpty() ? eventService : given);
    for (const ServicePtr &service : m_services.services().all())
        if (!service->envelopeMember(body).isEmpty())
            return m_services.judge(service->id());
    return nullptr;
}

}
