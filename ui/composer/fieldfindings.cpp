// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldfindings.h"

#include "theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

void clear(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (item->layout() != nullptr)
            clear(item->layout());
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater();    // its own click may be what brought us here
        }
        delete item;
    }
}

}

FieldFindings::FieldFindings(QWidget *parent, Qt::FocusPolicy buttons)
    : QWidget(parent)
    , m_lines(new QVBoxLayout(this))
    , m_buttons(buttons)
{
    m_lines->setContentsMargins(0, 2, 0, 4);
    m_lines->setSpacing(2);
    hide();
}

void FieldFindings::setFindings(std::vector<Finding> findings)
{
    std::stable_sort(
        findings.begin(), findings.end(), [](const Finding &a, const Finding &b) { return a.severity > b.severity; });
    if (findings == m_findings)
        return;
    m_findings = std::move(findings);
    rebuild();
}

void FieldFindings::setNote(const QString &sentence)
{
    if (sentence == m_note)
        return;
    m_note = sentence;
    rebuild();
}

const Finding *FieldFindings::firstFix() const
{
    const auto found = std::find_if(
        m_findings.begin(), m_findings.end(), [](const Finding &finding) { return finding.fix.has_value(); });
    return found == m_findings.end() ? nullptr : &*found;
}

QString FieldFindings::description() const
{
    QStringList sentences;
    for (const Finding &finding : m_findings)
        sentences << finding.sentence;
    return sentences.join(u'\n');
}

void FieldFindings::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_findings.empty())
        rebuild();
}

void FieldFindings::rebuild()
{
    clear(m_lines);
    if (!m_note.isEmpty())
        addLine(Severity::Error, m_note, nullptr);
    for (std::size_t i = 0; i < std::min(shown, m_findings.size()); ++i)
        addLine(m_findings[i].severity, m_findings[i].sentence, m_findings[i].fix ? &m_findings[i] : nullptr);
    if (m_findings.size() > shown) {
        auto *more = new QLabel(tr("+%n more", nullptr, int(m_findings.size() - shown)), this);
        more->setToolTip(description());
        more->setForegroundRole(QPalette::PlaceholderText);
        more->setIndent(20);
        m_lines->addWidget(more);
    }
    setVisible(!m_note.isEmpty() || !m_findings.empty());
}

void FieldFindings::addLine(Severity severity, const QString &sentence, const Finding *fixable)
{
    auto *symbol = new QLabel(this);
    symbol->setPixmap(severityIcon(severity, palette()).pixmap(16, 16));
    symbol->setAlignment(Qt::AlignTop);
    const int lead = fixable != nullptr ? 4 : 0;    // the line of the sentence beside that of the button
    symbol->setContentsMargins(0, lead, 0, 0);
    auto *text = new QLabel(sentence, this);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignTop);
    text->setContentsMargins(0, lead, 0, 0);
    QPalette ink = palette();
    ink.setColor(QPalette::WindowText, Theme::of(ink).color(severity));
    text->setPalette(ink);
    auto *line = new QHBoxLayout;
    line->setSpacing(4);
    line->addWidget(symbol, 0, Qt::AlignTop);
    line->addWidget(text, 1);
    if (fixable != nullptr) {
        auto *fix = new QToolButton(this);
        fix->setText(fixable->fix->label);
        if (m_buttons == Qt::NoFocus)
            fix->setToolTip(tr("Alt+Return in the field"));
        fix->setFocusPolicy(m_buttons);
        fix->setMinimumWidth(48);
        fix->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
        connect(fix, &QToolButton::clicked, this, [this, finding = *fixable] { emit fixRequested(finding); });
        line->addWidget(fix, 0, Qt::AlignTop);
    }
    m_lines->addLayout(line);
}

}
