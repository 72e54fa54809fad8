// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/askbar.h"

using namespace Qt::StringLiterals;

namespace eventscope {

AskBar::AskBar(QWidget *parent)
    : QWidget(parent)
    , m_notice(new NoticeBox(Severity::Warning, this))
    , m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, 0, 8, 0);
    m_row->addWidget(m_notice, 1);
    hide();
}

void AskBar::ask(Severity severity, const QString &text, const std::vector<Answer> &answers)
{
    dismiss();
    m_notice->setSeverity(severity);
    m_notice->setText(text);
    for (const Answer &answer : answers) {
        auto *button = new QPushButton(answer.text, this);
        button->setObjectName(answer.name);
        m_row->addWidget(button);
        m_buttons.push_back(button);
        connect(button, &QPushButton::clicked, this, [this, act = answer.act] {
            dismiss();
            if (act)
                act();
        });
    }
    show();
    if (!m_buttons.empty())
        m_buttons.front()->setFocus(Qt::OtherFocusReason);
}

void AskBar::dismiss()
{
    hide();
    for (QPushButton *button : m_buttons) {
        m_row->removeWidget(button);
        button->setObjectName({});
        button->hide();
        button->deleteLater();
    }
    m_buttons.clear();
}

}
