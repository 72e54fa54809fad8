// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/noticelist.h"

#include "theme.h"

#include <QEvent>
#include <QTime>

using namespace Qt::StringLiterals;

namespace eventscope {

NoticeList::NoticeList(QWidget *parent)
    : QListWidget(parent)
{
    setObjectName(u"noticeList"_s);
    setAccessibleName(tr("Notices"));
    setFrameShape(QFrame::NoFrame);
    setWordWrap(true);
}

void NoticeList::add(Message::Kind kind, const QString &text)
{
    auto *item = new QListWidgetItem(u"%1  %2"_s.arg(QTime::currentTime().toString(u"HH:mm:ss"_s), text));
    item->setData(Qt::UserRole, static_cast<int>(kind));
    dress(*item);
    insertItem(0, item);
    if (count() > most)
        delete takeItem(most);
}

void NoticeList::dress(QListWidgetItem &item) const
{
    item.setIcon(severityIcon(severityOf(static_cast<Message::Kind>(item.data(Qt::UserRole).toInt())), palette()));
}

void NoticeList::changeEvent(QEvent *event)
{
    QListWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    for (int i = 0; i < count(); ++i)
        dress(*item(i));
}

}
