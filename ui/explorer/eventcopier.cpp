// SPDX-License-Identifier: GPL-3.0-or-later
#include "explorer/eventcopier.h"

#include "store/whendone.h"
#include "views/exporttext.h"
#include "views/tablecsv.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLocale>

namespace eventscope {

namespace {

using Format = EventCopier::Format;

QByteArray joined(const std::vector<StoredEvent> &events, Format format, const Services &services)
{
    QByteArrayList texts;
    texts.reserve(static_cast<qsizetype>(events.size()));
    for (const StoredEvent &stored : events) {
        if (format == Format::Exact)
            texts.append(stored.event.text);
        else if (format == Format::Ndjson)
            texts.append(onOneLine(exportedText(stored.event, services)));
        else
            texts.append(exportedText(stored.event, services));
    }
    if (format == Format::Json)
        return "[\n" + texts.join(",\n") + "\n]\n";
    return texts.join('\n') + (format == Format::Ndjson ? "\n" : "");
}

QByteArray csv(const std::vector<StoredEvent> &events, TableCsv writer)
{
    QByteArray bytes;
    writer.begin(bytes);
    writer.write(events, bytes);
    return bytes;
}

}

EventCopier::EventCopier(EventStore &store, qint64 limit, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_limit(limit)
    , m_text(this, [this](const Result<Text> &text) {
        if (!text) {
            emit failed(text.error().message);
            return;
        }
        QGuiApplication::clipboard()->setText(text->text);
        emit copied(text->events);
    })
{}

void EventCopier::copy(std::vector<Row> rows, Format format, const QList<TableColumn> &columns, TimeStyle style)
{
    if (rows.empty())
        return;
    qint64 bytes = 0;
    for (const Row row : rows) {
        bytes += m_store.columns().bytes(row);
        if (bytes > m_limit) {
            emit refused(tr("The %1 selected events are too large for the clipboard, which takes up to %2 MB. Export "
                            "them to a file, or select fewer.")
                             .arg(QLocale().toString(qlonglong(rows.size())))
                             .arg(m_limit / 1'000'000));
            return;
        }
    }
    auto write = [format, services = m_services, columns, style](
                     const Result<std::vector<StoredEvent>> &events) -> Result<Text> {
        if (!events)
            return failure(events.error());
        const QByteArray utf8 =
            format == Format::Csv ? csv(*events, TableCsv(columns, style)) : joined(*events, format, services);
        return Text{QString::fromUtf8(utf8), static_cast<qint64>(events->size())};
    };
    m_text.follow(inPool(m_store.fetch(std::move(rows)), std::move(write)));
}

}
