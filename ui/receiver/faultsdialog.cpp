// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver/faultsdialog.h"

#include "theme.h"

#include <QBoxLayout>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>

#include <array>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

struct FaultPreset {
    const char *title;
    const char *spec;
};

constexpr std::array faultPresets{
    FaultPreset{
        QT_TRANSLATE_NOOP("eventscope::FaultsDialog", "One in ten is answered with 503"), "status=503,share=0.1"},
    FaultPreset{QT_TRANSLATE_NOOP("eventscope::FaultsDialog", "Too many requests, twice, wait 3 s"),
        "status=429,retry-after=3,count=2"},
    FaultPreset{QT_TRANSLATE_NOOP("eventscope::FaultsDialog", "Two server errors, then good"), "status=500,count=2"},
    FaultPreset{QT_TRANSLATE_NOOP("eventscope::FaultsDialog", "Every answer takes two seconds"), "delay=2s"},
    FaultPreset{QT_TRANSLATE_NOOP("eventscope::FaultsDialog", "The connection drops before the request is read"),
        "drop=before,count=1"},
    FaultPreset{QT_TRANSLATE_NOOP("eventscope::FaultsDialog", "The connection drops instead of an answer"),
        "drop=after,count=1"},
    FaultPreset{QT_TRANSLATE_NOOP("eventscope::FaultsDialog", "Half of an answer"), "half,count=1"},
    FaultPreset{QT_TRANSLATE_NOOP("eventscope::FaultsDialog", "An answer that trickles, 16 bytes a second"), "slow=16"},
    FaultPreset{QT_TRANSLATE_NOOP("eventscope::FaultsDialog", "Ten seconds of silence"), "silence=10s,count=1"},
};

}

FaultsDialog::FaultsDialog(const QStringList &specs, QWidget *parent)
    : QDialog(parent)
    , m_text(new QPlainTextEdit(specs.join(u'\n'), this))
    , m_fault(new QLabel(this))
    , m_use(nullptr)
{
    setObjectName(u"faultsDialog"_s);
    setWindowTitle(tr("Faults on purpose"));
    setWindowModality(Qt::WindowModal);
    resize(640, 360);
    auto *intro = new QLabel(tr("One fault a line; the first that concerns a request meets it. So you see what an SDK "
                                "does when a service is slow, refuses or goes away."),
        this);
    intro->setWordWrap(true);
    m_text->setObjectName(u"faultsText"_s);
    m_text->setAccessibleName(tr("Faults, one a line"));
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setPlaceholderText(u"status=503,share=0.1"_s);
    m_text->setTabChangesFocus(true);
    m_fault->setObjectName(u"faultsFault"_s);
    m_fault->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_use = buttons->addButton(tr("&Use these"), QDialogButtonBox::AcceptRole);
    m_use->setObjectName(u"faultsUse"_s);
    m_use->setDefault(true);
    QPushButton *preset = buttons->addButton(tr("&Add"), QDialogButtonBox::ActionRole);
    preset->setObjectName(u"faultsAdd"_s);
    auto *menu = new QMenu(preset);
    for (const FaultPreset &one : faultPresets) {
        const QString spec = QString::fromLatin1(one.spec);
        connect(menu->addAction(tr(one.title)), &QAction::triggered, this, [this, spec] { add(spec); });
    }
    preset->setMenu(menu);
    auto *column = new QVBoxLayout(this);
    column->addWidget(intro);
    column->addWidget(m_text, 1);
    column->addWidget(m_fault);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_text, &QPlainTextEdit::textChanged, this, &FaultsDialog::check);
    check();
}

QStringList FaultsDialog::specs() const
{
    QStringList lines = m_text->toPlainText().split(u'\n');
    for (QString &line : lines)
        line = line.trimmed();
    lines.removeAll(QString());
    return lines;
}

Result<std::vector<FaultSpec>> FaultsDialog::faults() const
{
    std::vector<FaultSpec> faults;
    int number = 0;
    for (const QString &line : specs()) {
        ++number;
        auto spec = FaultSpec::parse(line);
        if (!spec)
            return failure(Error::Kind::BadInput, tr("Fault %1: %2").arg(number).arg(spec.error().message));
        faults.push_back(std::move(*spec));
    }
    return faults;
}

void FaultsDialog::check()
{
    const auto found = faults();
    QPalette palette = m_fault->palette();
    palette.setColor(QPalette::WindowText, Theme::of(palette).error);
    m_fault->setPalette(palette);
    m_fault->setText(found ? QString() : found.error().message);
    m_use->setEnabled(found.has_value());
}

void FaultsDialog::add(const QString &spec)
{
    QStringList lines = specs();
    lines << spec;
    m_text->setPlainText(lines.join(u'\n'));
    m_text->moveCursor(QTextCursor::End);
    m_text->setFocus(Qt::OtherFocusReason);
}

}
