// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/commands.h"
#include "cli/wholefile.h"
#include "delivery/transportform.h"
#include "event/tr.h"
#include "intake/jsonline.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

bool isBuiltIn(const Service &service)
{
    return service.file().startsWith(u":/"_s);
}

QByteArray idsOf(const auto &parts)
{
    JsonLine ids(JsonLine::Kind::Array);
    for (const auto &part : parts)
        ids.text("", part.id);
    return ids.json();
}

void printCheck(const Services &services, const std::vector<Error> &faults, const QString &folder, Console &console)
{
    JsonLine list(JsonLine::Kind::Array);
    for (const ServicePtr &service : services.all()) {
        list.raw("", JsonLine()
                         .text("id", service->id())
                         .text("title", service->title())
                         .flag("builtIn", isBuiltIn(*service))
                         .text("file", service->file())
                         .text("revision", service->revision())
                         .raw("shapes", idsOf(service->shapes()))
                         .raw("transports", idsOf(service->transports()))
                         .json());
    }
    JsonLine told(JsonLine::Kind::Array);
    for (const Error &fault : faults)
        told.text("", fault.message);
    console.printLine(JsonLine().raw("services", list.json()).raw("faults", told.json()).text("folder", folder).json());
}

void printTable(const Services &services, const std::vector<Error> &faults, const QString &folder, Console &console)
{
    qsizetype idWidth = 0;
    qsizetype titleWidth = 0;
    for (const ServicePtr &service : services.all()) {
        idWidth = qMax(idWidth, QString::fromUtf8(service->id()).size());
        titleWidth = qMax(titleWidth, service->title().size());
    }
    for (const ServicePtr &service : services.all()) {
        const QString origin = isBuiltIn(*service) ? tr("built in") : service->file();
        console.printLine(printable(QString::fromUtf8(service->id()).leftJustified(idWidth) + u"  "_s +
                                    service->title().leftJustified(titleWidth) + u"  "_s + origin));
    }
    for (const Error &fault : faults)
        console.printLine(printable(tr("left out: %1").arg(fault.message)));
    console.printLine(printable(tr("Your own definitions belong into %1").arg(folder)));
}

int listServices(const CommandLine &line, Console &console)
{
    Services::Loaded loaded = Services::load(QDir(line.definitionsFolder()));
    const ServiceSet set = ServiceSet::compile(loaded.services, &loaded.faults);
    if (line.has(u"json"_s))
        printCheck(set.services(), loaded.faults, line.definitionsFolder(), console);
    else
        printTable(set.services(), loaded.faults, line.definitionsFolder(), console);
    return loaded.faults.empty() ? exitCode::Good : exitCode::Wrong;
}

// The definition in a file, with its rules and requests compiled.
Result<ServicePtr> checkedServices(const QByteArray &json, const QString &file)
{
    auto service = Service::load(json, file);
    if (!service)
        return failure(service.error());
    if (auto judge = Judge::compile(*service); !judge)
        return failure(judge.error());
    QStringList faults;
    for (const Transport &transport : (*service)->transports()) {
        if (const auto form = TransportForm::of(*service, transport.id); !form)
            faults.append(form.error().message);
    }
    if (!faults.isEmpty())
        return failure(Error::Kind::BadInput, faults.join(u'\n'));
    return *service;
}

int checkServices(const CommandLine &line, Console &console)
{
    const QString path = line.value(u"check"_s);
    const auto text = wholeFile(path);
    if (!text)
        return console.fail(text.error());
    const Result<ServicePtr> service = checkedServices(*text, path);
    if (line.has(u"json"_s)) {
        JsonLine result;
        result.text("file", path).flag("good", service.has_value());
        if (service)
            result.text("id", (*service)->id());
        else
            result.text("fault", service.error().message);
        console.printLine(result.json());
    } else if (service) {
        console.printLine(printable(tr("%1: a good definition of %2 (%3)")
                                        .arg(path, QString::fromUtf8((*service)->id()), (*service)->title())));
    } else {
        for (const QString &fault : service.error().message.split(u'\n'))
            console.printLine(printable(fault));
    }
    return service ? exitCode::Good : exitCode::Wrong;
}

}

int runServices(const QStringList &arguments, Console &console)
{
    CommandLine line(u"services"_s,
        tr("Lists the service definitions in force and what is wrong with those left out. Exits with 1 when there is "
           "a fault."),
        console);
    line.add(u"check"_s, tr("Check this definition alone: its file, the place in it and the reason of a fault."),
        tr("FILE"));
    line.addFlag(u"json"_s, tr("Print one JSON object."));
    if (const auto code = line.parse(arguments))
        return *code;
    if (!line.positional().isEmpty())
        return console.fail(tr("services: takes no argument '%1'.").arg(line.positional().first()));
    return console.finish(line.has(u"check"_s) ? checkServices(line, console) : listServices(line, console));
}

}
