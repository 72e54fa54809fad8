// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/severities.h"

#include "event/tr.h"

#include <QSettings>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QString settingsGroup = u"severities"_s;
constexpr std::array<const char *, 4> levels{"off", "info", "warning", "error"};

}

QByteArray ruleLevelId(RuleLevel level)
{
    return levels[static_cast<std::size_t>(level)];
}

std::optional<RuleLevel> ruleLevelFromId(QByteArrayView id)
{
    const auto *const found =
        std::find_if(levels.begin(), levels.end(), [id](const char *name) { return id == QByteArrayView(name); });
    if (found == levels.end())
        return std::nullopt;
    return static_cast<RuleLevel>(found - levels.begin());
}

void SeverityChanges::set(const QByteArray &service, const QByteArray &rule, std::optional<RuleLevel> level)
{
    if (level)
        m_levels[{service, rule}] = *level;
    else
        m_levels.erase({service, rule});
}

std::optional<RuleLevel> SeverityChanges::of(QByteArrayView service, QByteArrayView rule) const
{
    if (m_levels.empty())
        return std::nullopt;
    auto found = m_levels.find({service.toByteArray(), rule.toByteArray()});
    if (found == m_levels.end())
        found = m_levels.find({QByteArray(), rule.toByteArray()});
    return found == m_levels.end() ? std::nullopt : std::optional(found->second);
}

Result<void> SeverityChanges::add(const QByteArray &text)
{
    const qsizetype equals = text.lastIndexOf('=');
    const QByteArray name = text.left(std::max<qsizetype>(equals, 0));
    const qsizetype slash = name.indexOf('/');
    const QByteArray rule = name.mid(slash + 1);
    const auto level = equals < 0 ? std::nullopt : ruleLevelFromId(text.mid(equals + 1));
    if (rule.isEmpty() || slash == 0 || !level) {
        return failure(Error::Kind::BadInput,
            tr("'%1' changes no severity: write RULE=LEVEL or SERVICE/RULE=LEVEL, the level being off, info, warning "
               "or error.")
                .arg(QString::fromUtf8(text)));
    }
    set(name.left(std::max<qsizetype>(slash, 0)), rule, level);
    return {};
}

SeverityChanges SeverityChanges::load(const QSettings &settings)
{
    SeverityChanges changes;
    const QStringList entries = settings.value(settingsGroup + u"/changes"_s).toStringList();
    for (const QString &entry : entries)
        (void)changes.add(entry.toUtf8());    // what is not understood any more is left out
    return changes;
}

void SeverityChanges::save(QSettings &settings) const
{
    QStringList entries;
    for (const auto &[key, level] : m_levels) {
        const QByteArray name = key.first.isEmpty() ? key.second : key.first + '/' + key.second;
        entries.append(QString::fromUtf8(name + '=' + ruleLevelId(level)));
    }
    settings.setValue(settingsGroup + u"/changes"_s, entries);
}

}
