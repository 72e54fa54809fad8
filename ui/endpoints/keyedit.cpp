// SPDX-License-Identifier: GPL-3.0-or-later
#include "endpoints/keyedit.h"

#include "delivery/keyring.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QFontDatabase>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace eventscope {

KeyEdit::KeyEdit(int part, const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_source(new QComboBox(this))
    , m_variable(new QLineEdit(this))
    , m_value(new QLineEdit(this))
    , m_note(new FieldNote(u"keyNote%1"_s.arg(part), this))
{
    m_source->setObjectName(u"keySource%1"_s.arg(part));
    m_source->setAccessibleName(tr("Where %1 comes from").arg(title));
    m_source->addItem(tr("None"), static_cast<int>(SecretSource::Kind::None));
    m_source->addItem(tr("Environment variable"), static_cast<int>(SecretSource::Kind::Environment));
    m_source->addItem(tr("Enter for this run"), static_cast<int>(SecretSource::Kind::Session));
    m_source->addItem(tr("System keyring"), static_cast<int>(SecretSource::Kind::Keyring));
    m_variable->setObjectName(u"keyVariable%1"_s.arg(part));
    m_variable->setAccessibleName(tr("Environment variable that holds %1").arg(title));
    m_variable->setPlaceholderText(tr("NAME"));
    m_variable->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_value->setObjectName(u"keyValue%1"_s.arg(part));
    m_value->setAccessibleName(title);
    m_value->setEchoMode(QLineEdit::Password);
    m_value->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    setFocusProxy(m_source);
    auto *row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_source);
    row->addWidget(m_variable, 1);
    row->addWidget(m_value, 1);
    row->addStretch(0);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    column->addLayout(row);
    column->addWidget(m_note);
    connect(m_source, &QComboBox::currentIndexChanged, this, [this] {
        showParts();
        emit edited();
    });
    connect(m_variable, &QLineEdit::textChanged, this, &KeyEdit::edited);
    connect(m_value, &QLineEdit::textChanged, this, &KeyEdit::edited);
    setEntered(false);
    showParts();
}

void KeyEdit::showParts()
{
    const SecretSource::Kind kind = source().kind;
    m_variable->setVisible(kind == SecretSource::Kind::Environment);
    m_value->setVisible(kind == SecretSource::Kind::Session || kind == SecretSource::Kind::Keyring);
    showPlaceholder();
}

void KeyEdit::showPlaceholder()
{
    const bool isKept = source().kind == SecretSource::Kind::Keyring;
    if (isKept && !m_entry.isEmpty())
        m_value->setPlaceholderText(tr("Kept; type to replace it"));
    else if (isKept)
        m_value->setPlaceholderText(tr("Kept in the keyring when you save"));
    else
        m_value->setPlaceholderText(
            m_isEntered ? tr("Entered; type to replace it") : tr("Held in memory until you quit"));
}

void KeyEdit::setSource(const SecretSource &source)
{
    const bool isKept = source.kind == SecretSource::Kind::Keyring;
    m_entry = isKept ? source.variable : QString();
    m_variable->setText(isKept ? QString() : source.variable);
    m_source->setCurrentIndex(m_source->findData(static_cast<int>(source.kind)));
}

SecretSource KeyEdit::source() const
{
    const auto kind = static_cast<SecretSource::Kind>(m_source->currentData().toInt());
    if (kind == SecretSource::Kind::Keyring)
        return {kind, m_entry};
    return {kind, kind == SecretSource::Kind::Environment ? m_variable->text().trimmed() : QString()};
}

void KeyEdit::nameEntry(const QString &endpoint)
{
    if (source().kind == SecretSource::Kind::Keyring && m_entry.isEmpty() && !m_value->text().isEmpty())
        m_entry = Keyring::newEntry(endpoint);
}

QByteArray KeyEdit::typed() const
{
    const SecretSource::Kind kind = source().kind;
    const bool isHere = kind == SecretSource::Kind::Session || kind == SecretSource::Kind::Keyring;
    return isHere ? m_value->text().toUtf8() : QByteArray();
}

void KeyEdit::setTyped(const QByteArray &value)
{
    m_value->setText(QString::fromUtf8(value));
}

void KeyEdit::forgetTyped()
{
    m_value->clear();
}

void KeyEdit::setEntered(bool entered)
{
    m_isEntered = entered;
    showPlaceholder();
}

}
