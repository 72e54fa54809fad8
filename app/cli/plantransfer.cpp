// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/plantransfer.h"

#include "cli/planfile.h"
#include "cli/planinput.h"
#include "cli/wholefile.h"
#include "event/tr.h"
#include "plan/planfiles.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

tl::unexpected<Error> wrongUse(const QString &sentence)
{
    return failure(Error::Kind::BadInput, sentence);
}

// One of --csv and --schemas.
Result<void> checkForm(const CommandLine &line, const QString &action)
{
    if (line.has(u"csv"_s) == line.has(u"schemas"_s))
        return wrongUse(tr("plan %1 takes either --csv FILE or --schemas DIR.").arg(action));
    return {};
}

Result<CsvColumns> columnsOf(const CommandLine &line, const QStringList &header)
{
    CsvColumns columns = guessColumns(header);
    const std::vector<std::pair<QString, int *>> known{{u"event"_s, &columns.event}, {u"property"_s, &columns.property},
        {u"type"_s, &columns.type}, {u"required"_s, &columns.required}, {u"values"_s, &columns.values},
        {u"description"_s, &columns.description}, {u"owner"_s, &columns.owner}, {u"status"_s, &columns.status},
        {u"event-description"_s, &columns.eventDescription}};
    for (const QString &column : line.values(u"column"_s)) {
        const QString what = column.section(u'=', 0, 0);
        const QString named = column.section(u'=', 1);
        const auto place =
            std::find_if(known.begin(), known.end(), [&](const auto &entry) { return entry.first == what; });
        if (place == known.end() || !column.contains(u'='))
            return wrongUse(tr("--column takes event=HEADER, property=HEADER and the like, not '%1'.").arg(column));
        const qsizetype at = header.indexOf(named);
        if (at < 0 && !named.isEmpty())
            return wrongUse(tr("--column %1: the columns of the table are %2.").arg(column, header.join(u", "_s)));
        *place->second = static_cast<int>(at);
    }
    return columns;
}

Result<Plan> importedCsv(const CommandLine &line)
{
    const QString path = line.value(u"csv"_s);
    const auto text = wholeFile(path);
    if (!text)
        return failure(text.error());
    const auto table = readCsv(*text, path);
    if (!table)
        return failure(table.error());
    const auto columns = columnsOf(line, table->header);
    if (!columns)
        return failure(columns.error());
    if (columns->event < 0 || columns->property < 0) {
        return wrongUse(tr("%1: the columns are %2; say which is which with --column event=HEADER and --column "
                           "property=HEADER.")
                            .arg(path, table->header.join(u", "_s)));
    }
    return planFromCsv(*table, *columns, path);
}

}

Result<int> importPlan(const CommandLine &line, Console &console)
{
    if (auto form = checkForm(line, u"import"_s); !form)
        return failure(form.error());
    const auto plan =
        line.has(u"csv"_s) ? importedCsv(line) : planFromSchemas(line.value(u"schemas"_s), line.has(u"whole-events"_s));
    if (!plan)
        return failure(plan.error());
    QStringList precious{line.storePath()};
    if (line.has(u"csv"_s))
        precious.append(line.value(u"csv"_s));
    if (auto written = writeOutput(console, line.value(u"output"_s), plan->text(), precious); !written)
        return failure(written.error());
    return exitCode::Good;
}

Result<int> exportPlan(const CommandLine &line, Console &console)
{
    if (auto form = checkForm(line, u"export"_s); !form)
        return failure(form.error());
    if (!line.has(u"plan"_s))
        return wrongUse(tr("Name the tracking plan with --plan FILE."));
    const auto plan = planIn(line.value(u"plan"_s));
    if (!plan)
        return failure(plan.error());
    if (line.has(u"csv"_s)) {
        const QStringList precious{line.storePath(), line.value(u"plan"_s)};
        if (auto written = writeOutput(console, line.value(u"csv"_s), planToCsv(*plan), precious); !written)
            return failure(written.error());
        return exitCode::Good;
    }
    const auto files = planToSchemas(*plan, line.value(u"schemas"_s), line.has(u"replace"_s));
    if (!files)
        return failure(files.error());
    for (const QString &file : *files)
        console.printLine(printable(file));
    return exitCode::Good;
}

}
