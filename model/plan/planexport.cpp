// SPDX-License-Identifier: GPL-3.0-or-later
// A plan as a folder of JSON Schemas, written.
#include "event/jsontext.h"
#include "event/utf8.h"
#include "plan/jsonmembers.h"
#include "plan/planfiles.h"
#include "plan/plantext.h"

#include <QDir>
#include <QSaveFile>
#include <QSet>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

// A name that every file system takes, without what comes behind the dot.
QString fileName(const QByteArray &event)
{
    constexpr qsizetype longest = 100;
    static const QSet<QString> devices{u"con"_s, u"prn"_s, u"aux"_s, u"nul"_s};
    QString name = stringOf(viewOf(event)).left(longest);
    for (QChar &c : name) {
        if (c < u' ' || c.isSurrogate() || c == QChar::ReplacementCharacter || u"/\\:*?\"<>|\x7f"_s.contains(c))
            c = u'_';
    }
    if (name.startsWith(u'.') || name.startsWith(u' '))
        name[0] = u'_';
    if (name.endsWith(u'.') || name.endsWith(u' '))
        name.back() = u'_';
    return devices.contains(name.toCaseFolded()) ? u'_' + name : name;
}

QByteArray schemaText(const PlannedEvent &event)
{
    const ReadJson json(event.schema);
    const JsonValue root = json.root();
    const JsonMembers own(root);
    JsonMembers schema;
    const bool titled = own.find("title") != nullptr;
    const bool described = own.find("description") != nullptr;
    schema.set(titled ? "x-event" : "title", jsonString(event.name));
    if (described || !event.description.isEmpty())
        schema.set(described ? "x-description" : "description", quoted(event.description));
    if (!event.owner.isEmpty())
        schema.set("x-owner", quoted(event.owner));
    if (event.status != PlanStatus::Active)
        schema.set("x-status", jsonString(planStatusId(event.status)));
    if (event.wholeEvent)
        schema.set("x-about", "\"event\"");
    const JsonMembers told = schema;
    for (const RawMember &member : own.all()) {
        if (told.find(member.name) == nullptr)
            schema.add(member.name, member.value);
    }
    if (root && root.kind() == JsonKind::False)
        schema.set("not", "{}");
    return indentedJson(ReadJson(schema.text()).root()).append('\n');
}

Result<void> write(const QString &path, const QByteArray &text)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return failure(Error::Kind::Io, PlanText::tr("%1 cannot be written: %2").arg(path, file.errorString()));
    return {};
}

}

Result<QStringList> planToSchemas(const Plan &plan, const QString &folder, bool replace)
{
    const QDir to(folder);
    if (!to.mkpath(u"."_s))
        return failure(Error::Kind::Io, PlanText::tr("The folder %1 cannot be made.").arg(folder));
    QSet<QString> taken;
    QStringList paths;
    for (const PlannedEvent &event : plan.events()) {
        const QString wanted = fileName(event.name);
        QString name = wanted;
        for (int n = 2; taken.contains(name.toCaseFolded()); ++n)
            name = wanted + u'_' + QString::number(n);
        taken.insert(name.toCaseFolded());
        paths << to.filePath(name + u".json"_s);
        if (!replace && QFileInfo::exists(paths.last()))
            return failure(Error::Kind::BadInput,
                PlanText::tr("%1 is there already; nothing was written. Choose an empty folder, or replace what is "
                             "there.")
                    .arg(paths.last()));
    }
    for (std::size_t i = 0; i < plan.events().size(); ++i) {
        const auto written = write(paths[static_cast<qsizetype>(i)], schemaText(plan.events()[i]));
        if (!written)
            return failure(written.error());
    }
    return paths;
}

}
