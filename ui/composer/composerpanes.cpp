// SPDX-License-Identifier: GPL-3.0-or-later
#include "composer/composerpanes.h"

#include "composer/findingslist.h"
#include "composer/jsoneditor.h"
#include "composer/requestview.h"
#include "composer/schemaform.h"
#include "deliveries/deliveryview.h"
#include "theme.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

const QString acrossKey = u"composer/across"_s;
const QString downKey = u"composer/down"_s;
constexpr int half = 10'000;    // splitters share out what there is in proportion
const QString onlyFilledKey = u"composer/onlyFilled"_s;

}

ComposerPanes::ComposerPanes(Draft &draft, QSettings &settings, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_settings(settings)
    , m_form(new SchemaForm(draft))
    , m_onlyFilled(new QCheckBox(tr("&Only what is filled")))
    , m_source(new JsonEditor(draft))
    , m_results(new QTabWidget)
    , m_findings(new FindingsList)
    , m_request(new RequestView)
    , m_reply(new DeliveryView)
    , m_replyArea(new QScrollArea)
    , m_across(new QSplitter(Qt::Horizontal))
    , m_down(new QSplitter(Qt::Vertical))
{
    setObjectName(u"composerPanes"_s);
    makeQuestion();
    makeForm(m_across);
    makeResults();
    m_across->addWidget(m_source);
    m_across->setChildrenCollapsible(false);
    m_across->setStretchFactor(0, 1);
    m_across->setStretchFactor(1, 1);
    m_down->addWidget(m_across);
    m_down->addWidget(m_results);
    m_down->setChildrenCollapsible(false);
    m_down->setStretchFactor(0, 3);
    m_down->setStretchFactor(1, 1);
    if (!m_across->restoreState(settings.value(acrossKey).toByteArray()))
        m_across->setSizes({half, half});
    if (!m_down->restoreState(settings.value(downKey).toByteArray()))
        m_down->setSizes({2 * half, half});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_question);
    column->addWidget(m_down, 1);
    connectViews();
}

ComposerPanes::~ComposerPanes()
{
    m_settings.setValue(acrossKey, m_across->saveState());
    m_settings.setValue(downKey, m_down->saveState());
}

void ComposerPanes::makeForm(QSplitter *splitter)
{
    auto *side = new QWidget;
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_onlyFilled->setObjectName(u"onlyFilled"_s);
    m_onlyFilled->setChecked(m_settings.value(onlyFilledKey, false).toBool());
    m_form->setOnlyFilled(m_onlyFilled->isChecked());
    column->addWidget(m_onlyFilled);
    column->addWidget(m_form, 1);
    splitter->addWidget(side);
    connect(m_onlyFilled, &QCheckBox::toggled, this, [this](bool only) {
        m_form->setOnlyFilled(only);
        m_settings.setValue(onlyFilledKey, only);
    });
}

void ComposerPanes::makeResults()
{
    m_results->setObjectName(u"composerResults"_s);
    m_results->setDocumentMode(true);
    m_results->addTab(m_findings, tr("Findings"));
    m_results->addTab(m_request, tr("What will go out"));
    // So that the pane can be low: what has no room there is scrolled to.
    m_replyArea->setWidget(m_reply);
    m_replyArea->setWidgetResizable(true);
    m_replyArea->setFrameShape(QFrame::NoFrame);
    m_replyArea->setFocusPolicy(Qt::NoFocus);
    m_results->addTab(m_replyArea, tr("What came back"));
    m_reply->clear(tr("Nothing was sent yet. Send (Ctrl+Return) keeps the event, sends it and shows the reply here."));
    connect(m_results, &QTabWidget::currentChanged, this, [this] {
        if (isRequestShown())
            emit requestShown();
    });
}

void ComposerPanes::makeQuestion()
{
    m_question = new QWidget(this);
    m_question->setObjectName(u"sendQuestion"_s);
    m_asked = new QLabel(m_question);
    m_asked->setTextFormat(Qt::PlainText);
    m_asked->setWordWrap(true);
    m_anyway = new QPushButton(tr("Send &anyway"), m_question);
    m_anyway->setObjectName(u"sendAnyway"_s);
    auto *leave = new QPushButton(tr("&Do not send"), m_question);
    leave->setObjectName(u"doNotSend"_s);
    auto *row = new QHBoxLayout(m_question);
    row->setContentsMargins(0, 4, 0, 4);
    row->addWidget(m_asked, 1);
    row->addWidget(leave);
    row->addWidget(m_anyway);
    m_question->hide();
    connect(leave, &QPushButton::clicked, m_question, &QWidget::hide);
    connect(m_anyway, &QPushButton::clicked, this, [this] {
        m_question->hide();
        emit sendAnyway();
    });
}

void ComposerPanes::connectViews()
{
    connect(m_form, &SchemaForm::fieldFocused, this, &ComposerPanes::showSourceOf);
    connect(m_form, &SchemaForm::faultActivated, this, [this](quint32 offset) { m_source->show(offset, 1, true); });
    connect(m_form, &SchemaForm::fixRequested, this, &ComposerPanes::fixRequested);
    connect(m_source, &JsonEditor::fixRequested, this, &ComposerPanes::fixRequested);
    connect(m_findings, &FindingsList::fixRequested, this, &ComposerPanes::fixRequested);
    connect(m_findings, &FindingsList::activated, this, &ComposerPanes::jumpTo);
}

void ComposerPanes::setService(const ServicePtr &service)
{
    m_form->setService(service);
}

void ComposerPanes::setFindings(const std::vector<Finding> &findings, bool current)
{
    if (!current)
        return;    // places would be those of an older text
    m_form->setFindings(findings);
    m_source->setFindings(findings);
    m_findings->setFindings(findings);
    const int count = m_findings->count();
    m_results->setTabText(0, count > 0 ? tr("Findings (%1)").arg(count) : tr("Findings"));
}

void ComposerPanes::jumpTo(const Finding &finding)
{
    const DraftPart part = finding.inEnvelope ? DraftPart::Envelope : DraftPart::Event;
    if (!finding.inEnvelope)
        m_source->show(finding.offset, finding.length, !m_draft.isReadable());
    if (m_draft.isReadable())
        m_form->showField(part, finding.pointer);
}

void ComposerPanes::showSourceOf(DraftPart part, const QByteArray &pointer)
{
    if (part != DraftPart::Event || !m_draft.isReadable())
        return;
    const auto at = JsonPointer::parse({pointer.constData(), static_cast<std::size_t>(pointer.size())});
    if (const JsonValue value = at ? at->in(m_draft.tape().root()) : JsonValue())
        m_source->show(value.offset(), value.length(), false);
}

void ComposerPanes::showRequest(const Result<RequestPreview> &made, const CurlContext &curl)
{
    if (made)
        m_request->setPreview(*made, curl);
    else
        m_request->setReason(made.error().message);
}

bool ComposerPanes::isRequestShown() const
{
    return m_results->currentWidget() == m_request;
}

void ComposerPanes::showReply(const Delivery &delivery, const QByteArray &written)
{
    m_reply->setDelivery(delivery, written);
    m_results->setCurrentWidget(m_replyArea);
}

void ComposerPanes::showWaiting()
{
    m_question->hide();
    m_reply->clear(tr("Waiting for the reply…"));
    m_results->setCurrentWidget(m_replyArea);
}

void ComposerPanes::showFailure(const QString &sentence)
{
    m_reply->clear(sentence);
    m_results->setCurrentWidget(m_replyArea);
}

void ComposerPanes::askToSend(const QString &sentence)
{
    m_asked->setText(sentence);
    m_question->show();
    m_question->findChild<QPushButton *>(u"doNotSend"_s)->setFocus(Qt::OtherFocusReason);
    m_results->setCurrentWidget(m_findings);
}

int ComposerPanes::focusedPart() const
{
    const QWidget *focused = window()->focusWidget();
    const auto holds = [focused](const QWidget *part) { return part == focused || part->isAncestorOf(focused); };
    if (!focused || !isAncestorOf(focused))
        return -1;
    if (holds(m_source))
        return 1;
    return holds(m_results) ? 2 : 0;
}

void ComposerPanes::focusPart(int part)
{
    if (part == 0)
        focusForm();
    else if (part == 1)
        focusSource();
    else if (m_results->currentWidget() == m_findings && m_findings->count() > 0)
        m_findings->setFocus(Qt::ShortcutFocusReason);
    else
        m_results->tabBar()->setFocus(Qt::ShortcutFocusReason);
}

void ComposerPanes::withdrawQuestion()
{
    m_question->hide();
}

void ComposerPanes::focusForm()
{
    m_form->focusFirst();
}

void ComposerPanes::focusSource()
{
    m_source->focusEditor();
}

void ComposerPanes::find()
{
    m_source->find();
}

}
