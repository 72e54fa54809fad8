// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/draft.h"
#include "composer/requestpreview.h"
#include "delivery/curl.h"
#include "service/service.h"
#include "store/deliveries.h"
#include "validation/finding.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;
class QScrollArea;
class QSettings;
class QSplitter;
class QTabWidget;

namespace eventscope {

class DeliveryView;
class FindingsList;
class JsonEditor;
class RequestView;
class SchemaForm;

// What a composer shows: form and source beside each other; below, as tabs, what was found, what will go
// out and what came back. Form, source and findings lead to one another. GUI thread.
class ComposerPanes : public QWidget {
    Q_OBJECT

public:
    ComposerPanes(Draft &draft, QSettings &settings, QWidget *parent = nullptr);
    ~ComposerPanes() override;

    void setService(const ServicePtr &service);
    void setFindings(const std::vector<Finding> &findings, bool current);
    // A request, or why there is none.
    void showRequest(const Result<RequestPreview> &made, const CurlContext &curl = {});
    [[nodiscard]] bool isRequestShown() const;
    void showReply(const Delivery &delivery, const QByteArray &written);
    // Instead of a reply: it is under way, or it did not come to that.
    void showWaiting();
    void showFailure(const QString &sentence);
    // Asks before something doubtful goes out.
    void askToSend(const QString &sentence);
    void withdrawQuestion();

    // The parts that F6 goes through: form, source, what is below.
    static constexpr int parts = 3;
    [[nodiscard]] int focusedPart() const;    // -1: none
    void focusPart(int part);
    void focusForm();
    void focusSource();
    void find();

signals:
    void fixRequested(const eventscope::Finding &finding);
    // The tab with the request came to the front.
    void requestShown();
    void sendAnyway();

private:
    void makeForm(QSplitter *splitter);
    void makeResults();
    void makeQuestion();
    void connectViews();
    void jumpTo(const Finding &finding);
    void showSourceOf(DraftPart part, const QByteArray &pointer);

    Draft &m_draft;
    QSettings &m_settings;
    SchemaForm *m_form;
    QCheckBox *m_onlyFilled;
    JsonEditor *m_source;
    QTabWidget *m_results;
    FindingsList *m_findings;
    RequestView *m_request;
    DeliveryView *m_reply;
    QScrollArea *m_replyArea;
    QWidget *m_question;
    QLabel *m_asked;
    QPushButton *m_anyway;
    QSplitter *m_across;
    QSplitter *m_down;
};

}
