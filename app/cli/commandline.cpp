// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"

#include "cli/standardinput.h"
#include "event/tr.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QString standardInput = u"-"_s;

ImportSource fromStandardInput(int stopDescriptor)
{
    ImportSource source;
    source.label = u"<stdin>"_s;
    source.device = [stopDescriptor] { return std::make_unique<StandardInput>(stopDescriptor); };
    return source;
}

}

QString helpText(const QCommandLineParser &parser, const QString &command)
{
    const QString text = parser.helpText();
    return u"Usage: "_s + command + text.sliced(text.indexOf(u" [options]"));
}

QString defaultStorePath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/eventscope/events.eventscope"_s;
}

QString defaultDefinitionsFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/eventscope/services"_s;
}

CommandLine::CommandLine(const QString &command, const QString &what, Console &console)
    : m_command(command)
    , m_console(console)
{
    m_parser.setApplicationDescription(what);
    m_parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    m_parser.addOption({{u"h"_s, u"help"_s}, tr("Show this help.")});
    add(u"store"_s, tr("The store, instead of the default one."), tr("FILE"));
    add(u"definitions"_s, tr("The folder of your own service definitions, instead of the default one."), tr("DIR"));
}

void CommandLine::add(const QString &name, const QString &help, const QString &value, const QString &fallback)
{
    m_parser.addOption({name.split(u'|'), help, value, fallback});
}

void CommandLine::addFlag(const QString &name, const QString &help)
{
    m_parser.addOption({name, help});
}

void CommandLine::addPositional(const QString &name, const QString &help, const QString &syntax)
{
    m_parser.addPositionalArgument(name, help, syntax);
}

std::optional<int> CommandLine::parse(const QStringList &arguments)
{
    if (!m_parser.parse(QStringList{QCoreApplication::applicationName()} + arguments)) {
        return m_console.fail(
            tr("%1: %2. See eventscope %1 --help.").arg(m_command, m_parser.errorText().remove(u'.')));
    }
    if (!has(u"help"_s))
        return {};
    m_console.print(helpText(m_parser, u"eventscope "_s + m_command).toUtf8());
    return m_console.finish(exitCode::Good);
}

Result<std::optional<qint64>> CommandLine::count(const QString &name, qint64 least) const
{
    if (!has(name))
        return std::optional<qint64>();
    bool ok = false;
    const qint64 number = value(name).toLongLong(&ok);
    if (ok && number >= least)
        return std::optional(number);
    return failure(Error::Kind::BadInput,
        tr("--%1 takes a whole number of at least %2, not '%3'.").arg(name, QString::number(least), value(name)));
}

Result<std::optional<Micros>> CommandLine::moment(const QString &name) const
{
    if (!has(name))
        return std::optional<Micros>();
    if (const std::optional<Micros> moment = parseMoment(value(name), currentMicros()))
        return moment;
    return failure(
        Error::Kind::BadInput, tr("--%1 takes a moment such as 2026-03-01, 2026-03-01T12:30:00Z, now or -1h, not '%2'.")
                                   .arg(name, value(name)));
}

Result<QString> CommandLine::choice(const QString &name, const QStringList &choices) const
{
    if (choices.contains(value(name)))
        return value(name);
    return failure(Error::Kind::BadInput, tr("--%1 takes %2, not '%3'.").arg(name, choices.join(u", "_s), value(name)));
}

QString CommandLine::definitionsFolder() const
{
    return has(u"definitions"_s) ? value(u"definitions"_s) : defaultDefinitionsFolder();
}

ServiceSet CommandLine::services(Console &console) const
{
    Services::Loaded loaded = Services::load(QDir(definitionsFolder()));
    ServiceSet set = ServiceSet::compile(loaded.services, &loaded.faults);
    for (const Error &fault : loaded.faults)
        console.note(tr("A service definition is left out: %1").arg(fault.message));
    return set;
}

Result<QByteArray> CommandLine::service(const Services &services) const
{
    const QByteArray id = value(u"service"_s).toUtf8();
    if (id.isEmpty() || id == "auto" || services.find(id))
        return id == "auto" ? QByteArray() : id;
    QStringList ids;
    for (const ServicePtr &service : services.all())
        ids.append(QString::fromUtf8(service->id()));
    return failure(Error::Kind::NotFound,
        tr("--service takes auto or one of %1, not '%2'.").arg(ids.join(u", "_s), value(u"service"_s)));
}

Result<std::vector<ImportSource>> CommandLine::sources(int stopDescriptor) const
{
    return sourcesOf(positional(), stopDescriptor);
}

Result<std::vector<ImportSource>> CommandLine::sourcesOf(const QStringList &files, int stopDescriptor) const
{
    if (files.isEmpty())
        return failure(Error::Kind::BadInput, tr("%1: name a FILE, or - for standard input.").arg(m_command));
    if (files.count(standardInput) > 1)
        return failure(Error::Kind::BadInput, tr("%1: standard input can be read only once.").arg(m_command));
    std::vector<ImportSource> sources;
    for (const QString &path : files) {
        if (path == standardInput) {
            sources.push_back(fromStandardInput(stopDescriptor));
            continue;
        }
        // Not opened to try: a pipe can be opened only once.
        const QFileInfo info(path);
        if (!info.exists())
            return failure(Error::Kind::NotFound, tr("There is no file %1.").arg(path));
        if (info.isDir())
            return failure(Error::Kind::BadInput, tr("%1 is a folder; name the files in it.").arg(path));
        if (!info.isReadable())
            return failure(Error::Kind::Io, tr("%1 cannot be read: permission denied.").arg(path));
        ImportSource source;
        source.label = path;
        source.path = path;
        sources.push_back(std::move(source));
    }
    return sources;
}

QString CommandLine::storePath() const
{
    return has(u"store"_s) ? value(u"store"_s) : defaultStorePath();
}

Result<std::unique_ptr<EventStore>> CommandLine::openToWrite() const
{
    const QString path = storePath();
    if (!has(u"store"_s) && !QDir().mkpath(QFileInfo(path).absolutePath()))
        return failure(Error::Kind::Io, tr("The folder of %1 cannot be made.").arg(path));
    StoreOptions options;
    options.path = path;
    auto store = EventStore::open(options);
    if (store && (*store)->isReadOnly())
        return failure(Error::Kind::ReadOnly, (*store)->readOnlyReason());
    return store;
}

Result<std::unique_ptr<EventStore>> CommandLine::openToRead() const
{
    StoreOptions options;
    options.path = storePath();
    options.readOnly = true;
    if (!QFileInfo::exists(options.path)) {
        return failure(Error::Kind::NotFound,
            tr("There is no store at %1; import something, or name another with --store.").arg(options.path));
    }
    auto store = EventStore::open(options);
    if (!store)
        return store;
    (*store)->setPropertyPlaces(Services::load(QDir(definitionsFolder())).services.propertyPlaces());
    if (auto loaded = (*store)->waitUntilLoaded(); !loaded)
        return failure(loaded.error());
    return store;
}

}
