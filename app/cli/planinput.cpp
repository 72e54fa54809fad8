// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/planinput.h"

#include "cli/await.h"
#include "cli/standardinput.h"
#include "event/tr.h"
#include "event/utf8.h"
#include "intake/outputfile.h"
#include "review/storeprofile.h"

#include <QCoreApplication>
#include <QFileDevice>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

void addTo(Profile &profile, const Event &event, const ServiceSet &services, JsonTape &tape)
{
    if (!tape.read(viewOf(event.text), {UINT32_MAX, UINT32_MAX}))
        return;
    const ServicePtr service = services.services().find(event.service);
    const bool timed = event.identity.timeSource != TimeSource::Received;
    profile.add(tape, service.get(), event.shape, event.identity.name, timed ? event.identity.time : event.received);
}

bool wasAsked(const Interrupt &interrupt)
{
    QCoreApplication::processEvents();
    return interrupt.wasAsked();
}

}

void addEventOptions(CommandLine &line)
{
    line.add(u"service"_s, tr("The service of all events in the files, or auto (the default) to detect each."),
        tr("ID"), u"auto"_s);
    line.add(u"filter"_s,
        tr("Without files: which events of the store, as query takes them; all of them when left out."), tr("FILTER"));
}

Result<Profile> profileOfFiles(
    const CommandLine &line, const ServiceSet &services, const QStringList &files, const Interrupt &interrupt)
{
    const auto service = line.service(services.services());
    if (!service)
        return failure(service.error());
    auto sources = line.sourcesOf(files, interrupt.descriptor());
    if (!sources)
        return failure(sources.error());
    ImportOptions options;
    options.read.service = *service;
    options.series = false;
    Profile profile;
    JsonTape tape;
    ReadVisitor visitor;
    visitor.event = [&](const ReadEvent &event) { addTo(profile, event.event, services, tape); };
    for (ImportSource &source : *sources) {
        if (!source.path.isEmpty()) {
            source.device = [path = std::exchange(source.path, {}), watch = InputWatch{interrupt.descriptor(), {}}] {
                return std::make_unique<WatchedFile>(path, watch);
            };
        }
        if (auto read = readEvents(services, source, options, visitor); !read) {
            if (wasAsked(interrupt))
                return failure(Error::Kind::Cancelled, QString());
            return failure(read.error());
        }
    }
    return profile;
}

Result<Profile> profileOfStore(
    const CommandLine &line, const ServiceSet &services, const QString &filter, const Interrupt &interrupt)
{
    const auto parsed = EventFilter::parse(filter, currentMicros());
    if (!parsed)
        return failure(Error::Kind::BadInput, tr("The filter '%1': %2").arg(filter, parsed.error().error.message));
    const auto store = line.openToRead();
    if (!store)
        return failure(store.error());
    return await(profileOf(**store, services, *parsed), &interrupt);
}

Result<void> writeOutput(Console &console, const QString &path, const QByteArray &bytes, const QStringList &precious)
{
    if (path == u"-"_s) {
        console.print(bytes);
        return {};
    }
    auto file = OutputFile::open(path, precious);
    if (!file)
        return failure(file.error());
    (*file)->device().write(bytes);    // that it failed is told when it is committed
    return (*file)->commit();
}

QString tableText(const std::vector<QStringList> &rows, const std::vector<int> &right)
{
    std::vector<qsizetype> widths;
    std::vector<QStringList> cells = rows;
    for (QStringList &row : cells) {
        widths.resize(std::max<std::size_t>(widths.size(), static_cast<std::size_t>(row.size())));
        for (qsizetype i = 0; i < row.size(); ++i) {
            constexpr qsizetype longest = 60;
            row[i] = printable(row[i].size() > longest ? row[i].left(longest - 1) + u'…' : row[i]);
            qsizetype &width = widths[static_cast<std::size_t>(i)];
            width = std::max(width, row[i].size());
        }
    }
    QString text;
    for (const QStringList &row : cells) {
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i) {
            const qsizetype width = widths[static_cast<std::size_t>(i)];
            const bool rightward = std::find(right.begin(), right.end(), static_cast<int>(i)) != right.end();
            line += (i > 0 ? u"  "_s : QString()) +
                    (rightward ? row[i].rightJustified(width) : row[i].leftJustified(width));
        }
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    }
    return text;
}

}
