// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldeditor.h"

#include "composer/fieldboolean.h"
#include "composer/fieldchoice.h"
#include "composer/fieldgroup.h"
#include "composer/fieldlist.h"
#include "composer/fieldmultiline.h"
#include "composer/fieldpairs.h"
#include "composer/fieldrow.h"
#include "composer/fieldsha256.h"
#include "composer/fieldsource.h"
#include "composer/fieldtext.h"
#include "composer/fieldtime.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

FieldEditor::FieldEditor(FieldHost &host, FieldSite site, QWidget *parent)
    : QWidget(parent)
    , m_host(host)
    , m_site(std::move(site))
{}

QWidget *FieldEditor::inputAt(const JsonPointer &)
{
    return input();
}

std::vector<Finding> FieldEditor::place(std::vector<Finding> findings)
{
    return findings;
}

void FieldEditor::rebind(const JsonPointer &base)
{
    m_site.base = base;
    input()->setObjectName(m_site.name(u"field"));
}

void FieldEditor::describe(const QString &name, const QString &description)
{
    input()->setAccessibleName(name);
    input()->setAccessibleDescription(description);
}

void FieldEditor::write(const QByteArray &raw)
{
    if (m_host.isShowing())
        return;
    const auto &site = m_site;
    report(m_host.draft().set(site.field.part, site.at(), raw, "field:" + site.key()));
}

void FieldEditor::removeMember()
{
    if (!m_host.isShowing() && current())
        report(m_host.draft().remove(m_site.field.part, m_site.at()));
}

void FieldEditor::adopt(QWidget *input)
{
    input->setObjectName(m_site.name(u"field"));
    m_host.watch(input);
}

JsonValue FieldEditor::current() const
{
    return m_host.valueAt(m_site.field.part, m_site.at());
}

void FieldEditor::report(const Result<void> &result)
{
    emit refused(result ? QString() : result.error().message);
    if (!result)
        showValue(current());
}

FieldEditor *makeEditor(FieldHost &host, FieldSite site, QWidget *parent)
{
    switch (site.field.widget) {
    case FormWidget::Text:
    case FormWidget::Number:
    case FormWidget::Any:
        return new FieldText(host, std::move(site), parent);
    case FormWidget::Multiline:
        return new FieldMultiline(host, std::move(site), parent);
    case FormWidget::Boolean:
        return new FieldBoolean(host, std::move(site), parent);
    case FormWidget::Choice:
        return new FieldChoice(host, std::move(site), parent);
    case FormWidget::Time:
        return new FieldTime(host, std::move(site), parent);
    case FormWidget::Sha256:
        return new FieldSha256(host, std::move(site), parent);
    case FormWidget::Pairs:
        return new FieldPairs(host, std::move(site), parent);
    case FormWidget::List:
        return new FieldList(host, std::move(site), parent);
    case FormWidget::Group:
        return new FieldGroup(host, std::move(site), parent);
    case FormWidget::Source:
        break;
    }
    return new FieldSource(host, std::move(site), parent);
}

bool speaksOf(const Finding &finding, const JsonPointer &member)
{
    if (member.isRoot())
        return false;
    const QString key = QString::fromStdString(member.tokens().back());
    const QRegularExpression word(u"(?<![\\w-])"_s + QRegularExpression::escape(key) + u"(?![\\w-])"_s);
    return finding.sentence.contains(word) || finding.expected.contains(word);
}

std::vector<Finding> placeAmong(
    const std::vector<FieldRow *> &rows, const JsonPointer &around, std::vector<Finding> findings)
{
    std::vector<std::vector<Finding>> shares(rows.size());
    std::vector<Finding> rest;
    for (Finding &finding : findings) {
        const auto pointer = JsonPointer::parse(
            std::string_view(finding.pointer.constData(), static_cast<std::size_t>(finding.pointer.size())));
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const FieldRow *candidate) {
            const JsonPointer at = candidate->site().at();
            if (!pointer)
                return false;
            const bool lacking = *pointer == around && !candidate->isFilled() && candidate->site().field.required;
            return (at != around && holds(at, *pointer)) || (lacking && speaksOf(finding, at));
        });
        if (row == rows.end())
            rest.push_back(std::move(finding));
        else
            shares[std::size_t(row - rows.begin())].push_back(std::move(finding));
    }
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i]->setFindings(std::move(shares[i]));
    return rest;
}

}
