// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/nostorepage.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QLabel *heading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    label->setFont(font);
    label->setAlignment(Qt::AlignCenter);
    return label;
}

}

NoStorePage::NoStorePage(const QString &reason, const QStringList &recent, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"noStorePage"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addStretch(2);
    layout->addWidget(heading(tr("No store is open"), this));
    auto *why = new QLabel(reason, this);
    why->setObjectName(u"noStoreReason"_s);
    why->setTextFormat(Qt::PlainText);
    why->setTextInteractionFlags(Qt::TextSelectableByMouse);
    why->setWordWrap(true);
    why->setAlignment(Qt::AlignCenter);
    layout->addWidget(why);

    auto *row = new QHBoxLayout;
    auto *create = new QPushButton(tr("New store…"), this);
    create->setObjectName(u"noStoreNew"_s);
    auto *open = new QPushButton(tr("Open store…"), this);
    open->setObjectName(u"noStoreOpen"_s);
    connect(create, &QPushButton::clicked, this, &NoStorePage::newRequested);
    connect(open, &QPushButton::clicked, this, &NoStorePage::openRequested);
    row->addStretch(1);
    row->addWidget(create);
    row->addWidget(open);
    row->addStretch(1);
    layout->addLayout(row);

    for (const QString &path : recent.mid(0, 5)) {
        auto *link = new QPushButton(QDir::toNativeSeparators(path).replace(u'&', u"&&"_s), this);
        link->setFlat(true);
        link->setCursor(Qt::PointingHandCursor);
        connect(link, &QPushButton::clicked, this, [this, path] { emit recentRequested(path); });
        layout->addWidget(link, 0, Qt::AlignCenter);
    }
    layout->addStretch(3);
}

}
