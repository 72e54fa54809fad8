// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/inputparts.h"

#include "event/tr.h"
#include "event/utf8.h"
#include "intake/cutter.h"
#include "service/redaction.h"

#include <QBuffer>
#include <QFile>

#include <algorithm>

namespace eventscope {

namespace {

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

// The judge of the service that is given, else of the events in the body, else of who knows such a body.
std::shared_ptr<const Judge> judgeOf(
    const ServiceSet &services, const ReadOptions &options, JsonValue body, const QByteArray &eventService)
{
    const QByteArray &given = options.service;
    if (!given.isEmpty() || !eventService.isEmpty())
        return services.judge(given.isEmpty() ? eventService : given);
    for (const ServicePtr &service : services.services().all())
        if (!service->envelopeMember(body).isEmpty())
            return services.judge(service->id());
    return nullptr;
}

}

Result<std::unique_ptr<QIODevice>> openSource(const ImportSource &source)
{
    std::unique_ptr<QIODevice> device;
    if (!source.path.isEmpty()) {
        device = std::make_unique<QFile>(source.path);
    } else if (source.device) {
        device = source.device();
    } else {
        auto buffer = std::make_unique<QBuffer>();
        buffer->setData(source.bytes);
        device = std::move(buffer);
    }
    const bool opened = device && (device->isOpen() || device->open(QIODevice::ReadOnly | QIODevice::Unbuffered));
    if (!opened)
        return failure(
            Error::Kind::Io, tr("“%1” cannot be opened: %2.")
                                 .arg(source.label, device ? device->errorString() : tr("there is no such stream")));
    return device;
}

std::function<std::unique_ptr<ByteSource>()> reopenerOf(const ImportSource &source)
{
    return [&source]() -> std::unique_ptr<ByteSource> {
        Result<std::unique_ptr<QIODevice>> again = openSource(source);
        return again ? std::make_unique<ByteSource>(std::move(*again), source.label) : nullptr;
    };
}

EnvelopeForms envelopeFormsOf(const Services &services)
{
    EnvelopeForms forms;
    for (const ServicePtr &service : services.all())
        for (const QByteArray &name : service->envelopeMembers())
            if (std::find(forms.names.begin(), forms.names.end(), name) == forms.names.end())
                forms.names.push_back(name);
    forms.list = [services](JsonValue body) { return services.envelopeMember(body); };
    return forms;
}

CutOptions cutOptionsOf(const ImportOptions &options)
{
    return {options.read.bounds, options.stripComments};
}

QByteArray likelyService(InputWindow &window, const ServiceSet &services, const ImportOptions &options)
{
    constexpr std::size_t sampleBytes = 64 * 1024;
    while (window.rest().size() < sampleBytes && window.more()) {
    }
    auto buffer = std::make_unique<QBuffer>();
    buffer->setData(bytesOf(window.rest().substr(0, sampleBytes)));
    buffer->open(QIODevice::ReadOnly);
    ByteSource source(std::move(buffer), {});
    InputWindow sample(source);
    Census census(services.services());
    Cutter cutter(sample, envelopeFormsOf(services.services()), census, cutOptionsOf(options));
    return cutter.run() ? census.majority() : QByteArray();
}

std::vector<Finding> requestFindings(const ServiceSet &services, const ReadOptions &options, std::string_view body,
    qint64 events, const QString &unreadMembers, const QByteArray &service)
{
    std::vector<Finding> findings;
    JsonTape tape;
    const JsonBounds unbounded{UINT32_MAX, UINT32_MAX};
    if (tape.read(body, unbounded)) {
        const std::shared_ptr<const Judge> judge = judgeOf(services, options, tape.root(), service);
        QByteArray redacted;
        if (judge && redact(tape.root(), &judge->service(), services.services(), redacted))
            (void)tape.read(viewOf(redacted), unbounded);
        if (judge && !tape.isEmpty()) {
            JudgeContext context = options.context;
            context.batchCount = events;
            findings = judge->judgeRequest(tape, context).findings;
        }
    }
    if (!unreadMembers.isEmpty())
        findings.push_back(unreadMembersFinding(unreadMembers));
    return findings;
}

}
