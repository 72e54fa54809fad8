// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "event/tr.h"
#include "generate/generator.h"
#include "intake/outputfile.h"
#include "views/exporttext.h"

#include <QFileDevice>

#include <sys/poll.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qsizetype writtenAtOnce = 1 << 18;

Result<Generator::Options> optionsOf(const CommandLine &line)
{
    constexpr qint64 most = 1'000'000'000;
    Generator::Options options;
    const auto count = line.count(u"count"_s, 1);
    if (!count)
        return failure(count.error());
    if (count->value_or(1) > most)
        return failure(Error::Kind::BadInput, tr("--count takes at most %1.").arg(most));
    options.count = count->value_or(0);
    const auto seed = line.count(u"seed"_s, 0);
    if (!seed)
        return failure(seed.error());
    options.seed = static_cast<quint64>(seed->value_or(1));
    const auto end = line.moment(u"end"_s);
    if (!end)
        return failure(end.error());
    options.end = end->value_or(currentMicros());
    return options;
}

Result<RecipePtr> recipeOf(const CommandLine &line)
{
    const QStringList names = line.positional();
    if (names.size() != 1)
        return failure(Error::Kind::BadInput,
            tr("generate takes one RECIPE: a file, or one of %1.").arg(builtInRecipes().join(u", "_s)));
    return findRecipe(names.front());
}

bool wasAsked(const Interrupt &interrupt)
{
    pollfd waiting{interrupt.descriptor(), POLLIN, 0};
    return poll(&waiting, 1, 0) > 0;
}

class Output {
public:
    Output(QIODevice &device, const Console &console)
        : m_device(device)
        , m_console(console)
    {}

    void add(const QByteArray &line)
    {
        m_gathered += line;
        m_gathered += '\n';
        if (m_gathered.size() >= writtenAtOnce)
            flush();
    }
    void flush()
    {
        m_good = m_good && m_device.write(m_gathered) == m_gathered.size();
        m_gathered.clear();
    }
    [[nodiscard]] bool isWanted() const { return m_good && !m_console.readerGone(); }

private:
    QIODevice &m_device;
    const Console &m_console;
    QByteArray m_gathered;
    bool m_good = true;
};

Result<void> write(Generator &generator, const Services &services, Output output)
{
    constexpr int betweenLooks = 4096;
    const Interrupt interrupt;
    for (qint64 made = 0; !generator.atEnd() && output.isWanted(); ++made) {
        const GeneratedEvent event = generator.next();
        output.add(event.envelope.isEmpty()
                       ? event.text
                       : exportedText({event.text, event.envelope, event.service, {}, {}, 0, {}, false}, services));
        if (made % betweenLooks == 0 && wasAsked(interrupt))
            return failure(Error::Kind::Cancelled, tr("The generation was cancelled."));
    }
    output.flush();
    return {};
}

Result<void> generate(const CommandLine &line, Console &console)
{
    const auto options = optionsOf(line);
    if (!options)
        return failure(options.error());
    const auto recipe = recipeOf(line);
    if (!recipe)
        return failure(recipe.error());
    const ServiceSet services = line.services(console);
    Generator generator(*recipe, *options);
    const QString path = line.value(u"output"_s);
    if (path == u"-"_s)
        return write(generator, services.services(), {console.out(), console});
    auto file = OutputFile::open(path, {line.storePath(), line.positional().front()});
    if (!file)
        return failure(file.error());
    if (auto written = write(generator, services.services(), {(*file)->device(), console}); !written)
        return written;
    return (*file)->commit();
}

}

int runGenerate(const QStringList &arguments, Console &console)
{
    CommandLine line(u"generate"_s,
        tr("Makes events of a recipe, one a line: realistic ones and, where the recipe says so, faulty ones. The same "
           "RECIPE, seed, number and end always give the same bytes."),
        console);
    line.addPositional(u"recipe"_s,
        tr("A file, or one that comes with the program: %1.").arg(builtInRecipes().join(u", "_s)), u"RECIPE"_s);
    line.add(u"n|count"_s, tr("How many events; else as many as the recipe says."), tr("N"));
    line.add(u"seed"_s, tr("What chance starts from: another number gives other events."), tr("S"), u"1"_s);
    line.add(u"end"_s, tr("The time of the last event; else now."), tr("T"));
    line.add(u"o|output"_s, tr("Write to this file, whole or not at all; - (the default) is standard output."),
        tr("FILE"), u"-"_s);
    if (const auto code = line.parse(arguments))
        return *code;
    const Result<void> generated = generate(line, console);
    if (!generated)
        return console.fail(generated.error());
    return console.finish(exitCode::Good);
}

}
