// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/inputreader.h"

#include "event/utf8.h"
#include "intake/cutter.h"
#include "intake/inputparts.h"
#include "service/redaction.h"

namespace eventscope {

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
    Result<std::unique_ptr<QIODevice>> device = openSource(m_source);
    if (!device)
        return failure(device.error());
    Cutter::Reopen reopen;
    if (!(*device)->isSequential())
        reopen = reopenerOf(m_source);
    ByteSource bytes(std::move(*device), m_source.label);
    InputWindow window(bytes, wanted);
    if (m_options.read.service.isEmpty())
        m_reader.expect(likelyService(window, m_services, m_options));
    const EnvelopeForms forms = envelopeFormsOf(m_services.services());
    return Cutter(window, forms, *this, cutOptionsOf(m_options), std::move(reopen)).run();
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
    std::vector<Finding> findings = requestFindings(
        m_services, m_options.read, body, events, unreadMembers, events > 0 ? m_lastService : QByteArray());
    return findings.empty() || m_handler.request(at.line, std::move(findings));
}

}
