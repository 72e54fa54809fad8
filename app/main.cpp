// SPDX-License-Identifier: GPL-3.0-or-later
#include "application.h"
#include "cli/commandline.h"
#include "cli/commands.h"
#include "event/tr.h"

#include <QApplication>
#include <QFileInfo>

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

using namespace Qt::StringLiterals;
using namespace eventscope;

namespace {

QStringList argumentsOf(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    return arguments;
}

// The index of the first argument that is neither an option nor an option's value; -1 without one.
qsizetype firstWord(const QStringList &arguments)
{
    static const QStringList withValue{
        u"--store"_s, u"--definitions"_s, u"--service"_s, u"--screenshots"_s, u"--settings"_s};
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        if (withValue.contains(arguments[i]))
            ++i;
        else if (arguments[i] == u"--"_s)
            return -1;
        else if (!arguments[i].startsWith(u'-'))
            return i;
    }
    return -1;
}

void addWindowOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
        tr("Opens the window; FILEs are imported. With a COMMAND it works without a display."));
    parser.addPositionalArgument(u"file"_s, tr("Files to import, gzipped or not."), u"[FILE...]"_s);
    parser.addOption({{u"h"_s, u"help"_s}, tr("Show this help.")});
    parser.addOption({{u"v"_s, u"version"_s}, tr("Show the version.")});
    parser.addOption({u"store"_s, tr("The store, instead of the one open last."), u"FILE"_s});
    parser.addOption({u"service"_s, tr("The service of the FILEs, or auto (the default) to detect each event's."),
        u"ID"_s, u"auto"_s});
    parser.addOption({u"definitions"_s, tr("The folder of your own service definitions."), u"DIR"_s});
    parser.addOption({u"settings"_s, tr("An INI file instead of your settings."), u"FILE"_s});
    parser.addOption(
        {u"demo"_s, tr("Show the program with made-up events in a store of their own, which is gone at the end.")});
    QCommandLineOption screenshots(u"screenshots"_s, {}, u"DIR"_s);
    screenshots.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOption(screenshots);
}

QString overview(const QCommandLineParser &parser)
{
    QString text = helpText(parser, u"eventscope"_s);
    text.insert(text.indexOf(u'\n') + 1, tr("       eventscope COMMAND [options]\n"));
    text += tr("\nCommands (each with its own --help):\n");
    for (const Command &command : commands())
        text += u"  "_s + command.name.leftJustified(12) + command.summary + u'\n';
    return text;
}

// Why a first word is neither a command nor a file; nothing when all is well.
QString wrongFile(const QStringList &files)
{
    for (const QString &file : files) {
        if (QFileInfo::exists(file))
            continue;
        QStringList names;
        for (const Command &command : commands())
            names.append(command.name);
        return tr("There is neither a file nor a command '%1'; the commands are %2.").arg(file, names.join(u", "_s));
    }
    return {};
}

bool hasDisplay()
{
    const auto isSet = [](const char *name) { return !qEnvironmentVariableIsEmpty(name); };
    return isSet("DISPLAY") || isSet("WAYLAND_DISPLAY") || isSet("QT_QPA_PLATFORM");
}

WindowOptions windowOptions(const QCommandLineParser &parser)
{
    WindowOptions options;
    options.files = parser.positionalArguments();
    if (const QString service = parser.value(u"service"_s); service != u"auto"_s)
        options.service = service.toUtf8();
    options.store = parser.value(u"store"_s);
    options.defaultStore = defaultStorePath();
    options.definitions = parser.isSet(u"definitions"_s) ? parser.value(u"definitions"_s) : defaultDefinitionsFolder();
    options.settings = parser.value(u"settings"_s);
    options.demo = parser.isSet(u"demo"_s);
    options.screenshots = parser.value(u"screenshots"_s);
    return options;
}

int runCommand(int argc, char **argv, const Command &command, QStringList arguments)
{
    const QCoreApplication app(argc, argv);
    arguments.removeAt(firstWord(arguments));
    Console console;
    return command.run(arguments, console);
}

// What can be told without a display; nothing when the window is to be opened.
std::optional<int> withoutWindow(int &argc, char **argv, QCommandLineParser &parser, const QStringList &arguments)
{
    const QCoreApplication app(argc, argv);
    Console console;
    addWindowOptions(parser);
    if (!parser.parse(QStringList{QCoreApplication::applicationName()} + arguments))
        return console.fail(tr("%1. See eventscope --help.").arg(parser.errorText().remove(u'.')));
    if (parser.isSet(u"help"_s))
        console.print(overview(parser).toUtf8());
    else if (parser.isSet(u"version"_s))
        console.printLine(u"eventscope "_s + QCoreApplication::applicationVersion());
    else if (const QString wrong = wrongFile(parser.positionalArguments()); !wrong.isEmpty())
        return console.fail(wrong);
    else if (parser.isSet(u"demo"_s) && parser.isSet(u"store"_s))
        return console.fail(tr("--demo makes a store of its own: leave out --store."));
    else if (!hasDisplay())
        return console.fail(
            tr("There is no display to open the window on; the commands work without one (eventscope --help)."));
    else
        return {};
    return console.finish(exitCode::Good);
}

// Descriptors 0 to 2 that came closed: else the next files opened would take their numbers, and standard
// input would be one of ours.
void openStandardDescriptors()
{
    for (int descriptor = 0; descriptor <= 2; ++descriptor) {
        if (fcntl(descriptor, F_GETFD) == -1 && errno == EBADF && open("/dev/null", O_RDWR) < 0)
            std::abort();
    }
}

}

int main(int argc, char **argv)
{
    openStandardDescriptors();
    QCoreApplication::setApplicationName(u"eventscope"_s);
    QCoreApplication::setOrganizationName(u"eventscope"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(EVENTSCOPE_VERSION));

    const QStringList arguments = argumentsOf(argc, argv);
    const std::vector<Command> known = commands();
    if (const qsizetype word = firstWord(arguments); word >= 0) {
        const auto command =
            std::find_if(known.begin(), known.end(), [&](const Command &one) { return one.name == arguments[word]; });
        if (command != known.end())
            return runCommand(argc, argv, *command, arguments);
    }
    QCommandLineParser parser;
    if (const auto code = withoutWindow(argc, argv, parser, arguments))
        return *code;
    const QApplication app(argc, argv);
    return runWindow(windowOptions(parser));
}
