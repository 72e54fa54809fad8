// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/rulebook.h"

#include "event/ruleset.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

std::vector<RuleHit> worstFirst(QByteArrayView ruleSet)
{
    std::vector<RuleHit> hits = rulesOf(ruleSet);
    std::ranges::stable_sort(hits, std::greater(), &RuleHit::severity);
    return hits;
}

}

void RuleBook::add(const QByteArray &service, const QByteArray &rule, const RuleNote &words)
{
    m_words.insert({service, rule}, words);
    const auto known = m_any.constFind(rule);
    m_any.insert(rule, known == m_any.constEnd() || *known == words.about ? words.about : QString());
}

RuleNote RuleBook::of(const QByteArray &service, const QByteArray &rule) const
{
    const auto own = m_words.constFind({service, rule});
    return own != m_words.constEnd() ? *own : m_words.value({QByteArray(), rule});
}

QString RuleBook::aboutAny(const QByteArray &rule) const
{
    return m_any.value(rule);
}

QString RuleBook::linesOf(const QByteArray &service, QByteArrayView ruleSet) const
{
    QStringList lines;
    for (const RuleHit &hit : worstFirst(ruleSet)) {
        const QString about = of(service, hit.rule).about;
        const QString head = u"%1 · %2"_s.arg(severityTitle(hit.severity), QString::fromUtf8(hit.rule));
        lines.append(about.isEmpty() ? head : u"%1 · %2"_s.arg(head, about));
    }
    return lines.join(u'\n');
}

QString severityTitle(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return QCoreApplication::translate("RuleNote", "Error");
    case Severity::Warning:
        return QCoreApplication::translate("RuleNote", "Warning");
    case Severity::Info:
        return QCoreApplication::translate("RuleNote", "Advice");
    case Severity::NotJudged:
        break;
    }
    return QCoreApplication::translate("RuleNote", "Not judged");
}

QString ruleIds(QByteArrayView ruleSet)
{
    QStringList ids;
    for (const RuleHit &hit : worstFirst(ruleSet))
        ids.append(QString::fromUtf8(hit.rule));
    return ids.join(u", "_s);
}

}
