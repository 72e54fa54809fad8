// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/driftlist.h"

#include "views/bodytext.h"
#include "views/celltext.h"

#include <QBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr std::size_t most = 2000;
constexpr int eventRole = Qt::UserRole;
constexpr int propertyRole = Qt::UserRole + 1;

}

DriftList::DriftList(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_list(new QListWidget(this))
    , m_clear(new QToolButton(this))
{
    setObjectName(u"driftPanel"_s);
    m_title->setObjectName(u"driftTitle"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_list->setObjectName(u"driftList"_s);
    m_list->setAccessibleName(tr("Differences"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_clear->setObjectName(u"driftClear"_s);
    m_clear->setText(tr("Clear"));
    m_clear->setFocusPolicy(Qt::StrongFocus);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(8, 4, 8, 2);
    head->addWidget(m_title, 1);
    head->addWidget(m_clear);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_list, 1);
    hide();
    connect(m_list, &QListWidget::itemActivated, this, [this](const QListWidgetItem *item) {
        emit rowRequested(item->data(eventRole).toByteArray(), item->data(propertyRole).toByteArray());
    });
    connect(m_clear, &QToolButton::clicked, this, &DriftList::cleared);
}

void DriftList::setDrift(const std::vector<Drift> &drift, const QString &title)
{
    m_list->clear();
    m_title->setText(tr("%1: %2").arg(title, counted(qint64(drift.size()), tr("1 difference"), tr("%1 differences"))));
    for (std::size_t i = 0; i < std::min(most, drift.size()); ++i) {
        const Drift &one = drift[i];
        const QString name = visibleLine(QString::fromUtf8(one.event));
        auto *item = new QListWidgetItem(
            one.sentence.contains(name) ? one.sentence : u"%1: %2"_s.arg(name, one.sentence), m_list);
        item->setToolTip(item->text());
        item->setData(eventRole, one.event);
        item->setData(propertyRole, one.property.isEmpty() ? QByteArray() : one.property);
    }
    if (drift.size() > most)
        new QListWidgetItem(tr("… and %1 more").arg(QLocale().toString(qulonglong(drift.size() - most))), m_list);
    show();
}

}
