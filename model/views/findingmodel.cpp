// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/findingmodel.h"

#include "event/utf8.h"
#include "views/celltext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString placeText(const Finding &finding)
{
    const QString pointer =
        finding.pointer.isEmpty() ? FindingModel::tr("the whole event") : lineOf(viewOf(finding.pointer));
    const QString where = finding.inEnvelope ? FindingModel::tr("%1, in the envelope").arg(pointer) : pointer;
    return u"%1 · %2"_s.arg(QString::fromUtf8(finding.rule), where);
}

// A pattern may be as long as a page; the sentence says what it means.
QString shortened(const QString &expected)
{
    constexpr qsizetype most = 120;
    return expected.size() > most ? expected.left(most) + u'…' : expected;
}

QStringList detailTexts(const Finding &finding)
{
    QStringList lines;
    if (!finding.expected.isEmpty())
        lines.append(FindingModel::tr("Expected: %1").arg(shortened(finding.expected)));
    if (!finding.found.isEmpty())
        lines.append(FindingModel::tr("Found: %1").arg(finding.found));
    if (finding.fix)
        lines.append(FindingModel::tr("To mend it: %1").arg(finding.fix->label));
    if (!finding.source.isEmpty())
        lines.append(FindingModel::tr("Stated in: %1").arg(finding.source));
    return lines;
}

}

FindingModel::FindingModel(QObject *parent)
    : QAbstractListModel(parent)
{}

void FindingModel::setFindings(std::vector<Finding> findings)
{
    if (findings == m_findings)
        return;
    beginResetModel();
    m_findings = std::move(findings);
    std::stable_sort(m_findings.begin(), m_findings.end(),
        [](const Finding &a, const Finding &b) { return a.severity > b.severity; });
    endResetModel();
}

const Finding *FindingModel::findingAt(const QModelIndex &index) const
{
    const auto row = static_cast<std::size_t>(index.row());
    return index.isValid() && row < std::min(limit, m_findings.size()) ? &m_findings[row] : nullptr;
}

int FindingModel::judgedCount() const
{
    return static_cast<int>(std::count_if(m_findings.begin(), m_findings.end(),
        [](const Finding &finding) { return finding.severity != Severity::NotJudged; }));
}

QString FindingModel::copyText(const QModelIndex &index) const
{
    const Finding *finding = findingAt(index);
    if (!finding)
        return {};
    return (QStringList{finding->sentence, placeText(*finding)} + detailTexts(*finding)).join(u'\n');
}

int FindingModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    return static_cast<int>(std::min(limit, m_findings.size())) + (m_findings.size() > limit ? 1 : 0);
}

QVariant FindingModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Finding *finding = findingAt(index);
    if (!finding)
        return role == Qt::DisplayRole
                   ? QVariant(counted(static_cast<qint64>(m_findings.size() - limit), tr("1 more"), tr("%1 more")))
                   : QVariant();
    switch (role) {
    case Qt::DisplayRole:
        return finding->sentence;
    case Qt::AccessibleTextRole:
        return copyText(index);
    case SeverityRole:
        return static_cast<int>(finding->severity);
    case DetailRole:
        return detailTexts(*finding);
    case PlaceRole:
        return placeText(*finding);
    default:
        return {};
    }
}

}
