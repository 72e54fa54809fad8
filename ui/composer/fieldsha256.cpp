// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldsha256.h"

#include "explorer/popup.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

FieldSha256::FieldSha256(FieldHost &host, FieldSite site, QWidget *parent)
    : FieldText(host, std::move(site), parent)
    , m_hash(new QToolButton(this))
{
    m_hash->setText(tr("Hash…"));
    m_hash->setObjectName(this->site().name(u"hash"));
    m_hash->setToolTip(tr("Make the SHA-256 of a text (F4 in the field)"));
    m_hash->setFocusPolicy(Qt::NoFocus);
    m_hash->setEnabled(!this->site().field.readOnly);
    m_hash->setFixedHeight(line()->sizeHint().height());
    row()->addWidget(m_hash);
    line()->installEventFilter(this);
    buildPopup();
}

void FieldSha256::buildPopup()
{
    auto *popup = new Popup(m_hash);
    auto *say = new QLabel(tr("The text to hash, exactly as it is:"), popup);
    m_text = new QLineEdit(popup);
    m_text->setObjectName(u"hashText"_s);
    m_text->setAccessibleName(say->text());
    m_text->setPlaceholderText(tr("e.g. %1").arg(u"ada@example.com"_s));
    m_text->setMinimumWidth(240);
    auto *use = new QPushButton(tr("&Use its hash"), popup);
    use->setAutoDefault(true);
    auto *column = new QVBoxLayout(popup);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(say);
    column->addWidget(m_text);
    column->addWidget(use, 0, Qt::AlignRight);
    const auto choose = [this, popup] {
        const QString text = m_text->text();
        popup->hide();
        host().draft().endMerge();
        write(rawSha256(text));
        host().draft().endMerge();
    };
    connect(use, &QPushButton::clicked, this, choose);
    connect(m_text, &QLineEdit::returnPressed, this, choose);
    connect(popup, &Popup::opened, m_text, [this] {
        m_text->clear();
        m_text->setFocus(Qt::PopupFocusReason);
    });
    connect(popup, &Popup::closed, this, [this] {
        m_text->clear();
        line()->setFocus(Qt::PopupFocusReason);
    });
}

bool FieldSha256::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == line() && event->type() == QEvent::KeyPress) {
        const auto &key = *static_cast<QKeyEvent *>(event);
        if (key.key() == Qt::Key_F4 && key.modifiers() == Qt::NoModifier && m_hash->isEnabled()) {
            m_hash->click();
            return true;
        }
    }
    return FieldText::eventFilter(watched, event);
}

}
