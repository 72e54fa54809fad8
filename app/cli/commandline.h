// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/console.h"
#include "intake/eventreader.h"
#include "intake/importer.h"
#include "store/eventstore.h"

#include <QCommandLineParser>

#include <optional>

namespace eventscope {

// The options of one subcommand. Those every one has are here: --help, --store, --definitions.
class CommandLine {
public:
    // `what` is what the subcommand does, in one or two sentences.
    CommandLine(const QString &command, const QString &what, Console &console);

    void add(const QString &name, const QString &help, const QString &value = {}, const QString &fallback = {});
    void addFlag(const QString &name, const QString &help);
    void addPositional(const QString &name, const QString &help, const QString &syntax);

    // Nothing when the run goes on; else the exit code, with the help printed or the fault told.
    [[nodiscard]] std::optional<int> parse(const QStringList &arguments);

    [[nodiscard]] bool has(const QString &name) const { return m_parser.isSet(name); }
    [[nodiscard]] QString value(const QString &name) const { return m_parser.value(name); }
    [[nodiscard]] QStringList values(const QString &name) const { return m_parser.values(name); }
    [[nodiscard]] QStringList positional() const { return m_parser.positionalArguments(); }

    // An option's value, read; BadInput with a sentence that names the option.
    [[nodiscard]] Result<std::optional<qint64>> count(const QString &name, qint64 least) const;
    [[nodiscard]] Result<std::optional<Micros>> moment(const QString &name) const;
    [[nodiscard]] Result<QString> choice(const QString &name, const QStringList &choices) const;

    // The definitions in force; those left out are told on standard error.
    [[nodiscard]] ServiceSet services(Console &console) const;
    [[nodiscard]] QString definitionsFolder() const;
    // What --service names: nothing for `auto`. NotFound lists the ids there are.
    [[nodiscard]] Result<QByteArray> service(const Services &services) const;
    // FILE…, `-` once for standard input, which ends early when the descriptor has something to read.
    // Wrong without any, or when one cannot be read.
    [[nodiscard]] Result<std::vector<ImportSource>> sources(int stopDescriptor = -1) const;
    // The same of these files, where not every argument is one.
    [[nodiscard]] Result<std::vector<ImportSource>> sourcesOf(const QStringList &files, int stopDescriptor = -1) const;

    [[nodiscard]] QString storePath() const;
    // Made when it is not there.
    [[nodiscard]] Result<std::unique_ptr<EventStore>> openToWrite() const;
    // With all its columns loaded. NotFound when there is none.
    [[nodiscard]] Result<std::unique_ptr<EventStore>> openToRead() const;

private:
    QString m_command;
    Console &m_console;
    QCommandLineParser m_parser;
};

// The parser's help, for `command` as it is to be typed: QCommandLineParser knows nothing of subcommands
// and names the program by its path.
[[nodiscard]] QString helpText(const QCommandLineParser &parser, const QString &command);

// Where things are when nothing else is asked for.
[[nodiscard]] QString defaultStorePath();
[[nodiscard]] QString defaultDefinitionsFolder();

}
