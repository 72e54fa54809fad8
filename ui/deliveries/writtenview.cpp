// SPDX-License-Identifier: GPL-3.0-or-later
#include "deliveries/writtenview.h"

#include "composer/bodyview.h"
#include "explorer/sourceedit.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QLabel>

using namespace Qt::StringLiterals;

namespace eventscope {

WrittenView::WrittenView(QWidget *parent)
    : QWidget(parent)
    , m_size(new QLabel(this))
    , m_body(new BodyView(this))
{
    setObjectName(u"writtenView"_s);
    m_size->setObjectName(u"writtenSize"_s);
    m_body->setObjectName(u"writtenBody"_s);
    m_body->edit()->setObjectName(u"writtenText"_s);
    m_body->edit()->setAccessibleName(tr("The event as it was written"));
    auto *indented = new QCheckBox(tr("In&dented view"), this);
    indented->setObjectName(u"writtenIndented"_s);
    connect(indented, &QCheckBox::toggled, m_body, &BodyView::setIndented);
    auto *row = new QHBoxLayout;
    row->addWidget(m_size, 1);
    row->addWidget(indented);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(m_body, 1);
}

void WrittenView::setText(const QByteArray &text)
{
    m_size->setText(byteCount(text.size()));
    m_body->setBody(BodyText::json(text), tr("The event's text is not at hand."));
}

}
