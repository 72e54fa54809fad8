// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/fieldsource.h"

#include "compose/formvalue.h"

#include <QBoxLayout>
#include <QFontDatabase>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr qsizetype previewBytes = 240;

}

FieldSource::FieldSource(FieldHost &host, FieldSite site, QWidget *parent)
    : FieldEditor(host, std::move(site), parent)
    , m_preview(new QLabel(this))
    , m_open(new QPushButton(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_preview, 1);
    row->addWidget(m_open, 0, Qt::AlignTop);
    m_preview->setTextFormat(Qt::PlainText);
    m_preview->setWordWrap(true);
    m_preview->setMinimumWidth(64);
    m_preview->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_preview->setForegroundRole(QPalette::PlaceholderText);
    m_open->setAutoDefault(false);
    adopt(m_open);
    connect(m_open, &QPushButton::clicked, this, &FieldSource::open);
}

QWidget *FieldSource::input()
{
    return m_open;
}

void FieldSource::showValue(JsonValue value)
{
    QString text = tr("absent");
    if (value) {
        const QByteArray raw(value.raw().data(), qsizetype(std::min<std::size_t>(value.length(), previewBytes)));
        text = QString::fromUtf8(raw).simplified();
        if (value.length() > previewBytes)
            text += u" …"_s;
    }
    m_open->setText(value ? tr("Edit in source") : tr("Add and edit in source"));
    m_open->setEnabled(!site().field.readOnly || value);
    if (m_preview->text() != text)
        m_preview->setText(text);
}

void FieldSource::open()
{
    if (!current())
        write(freshValue(site().field, host().now()));
    emit host().sourceRequested(site().field.part, site().at());
}

}
